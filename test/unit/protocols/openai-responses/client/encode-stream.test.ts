import { describe, expect, test } from "bun:test";
import { failures } from "../../../../../src/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../../../src/json.ts";
import type { Message } from "../../../../../src/protocols/anthropic/events.ts";
import { openaiResponsesDialect as dialect } from "../../../../../src/protocols/openai-responses/dialect.ts";
import type { ClientFailure } from "../../../../../src/protocols/protocol.ts";
import { unfoldMessage } from "../../../../../src/protocols/shared/fold-events.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { encodeContext } from "../../../../support/decode-context.ts";
import { checkStream, readEvents } from "./check-stream.ts";
import { foldWithSdk, sdkAnswering } from "./fold-with-sdk.ts";

const answer: Message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "any",
  content: [{ type: "text", text: "Hello" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
};

function open(body: JsonObject = {}) {
  return atOnce(dialect.decodeRequest({ model: "any", input: "hi", ...body })).openEncoder(encodeContext());
}

function failure(over: Partial<ClientFailure> = {}): ClientFailure {
  return { kind: "server_error", status: 500, message: "it broke", requestId: "req_1", ...over };
}

describe("a sign of life", () => {
  test("is passed over by OpenAI's SDK, wherever it comes in a stream", async () => {
    const encoder = open();
    const parts = unfoldMessage(answer).map((event) => encoder.push(event) + dialect.keepAlive);
    expect((await foldWithSdk(parts.join(""))).output_text).toBe("Hello");
  });

  test("is a data event, since Codex counts no comments", () => {
    expect(dialect.keepAlive).toStartWith("event: keepalive\ndata: {");
  });
});

describe("a failure after the stream began", () => {
  test("keeps the items that were finished and tells why", () => {
    const encoder = open();
    const begun = unfoldMessage(answer)
      .slice(0, 4)
      .map((event) => encoder.push(event))
      .join("");
    const sse = begun + encoder.fail(failure());
    expect(checkStream(sse)).toEqual([]);
    expect(readEvents(sse).at(-1)).toMatchObject({
      type: "response.failed",
      response: {
        status: "failed",
        error: { code: "server_error", message: "it broke" },
        output: [{ type: "message" }],
      },
    });
  });

  test("reaches a client of OpenAI's SDK as a failed response", async () => {
    const encoder = open();
    const begun = unfoldMessage(answer)
      .slice(0, 2)
      .map((event) => encoder.push(event));
    const folded = await foldWithSdk(begun.join("") + encoder.fail(failure({ kind: "content_policy" })));
    expect(folded.status).toBe("failed");
    expect(folded.error as unknown).toEqual({ code: "invalid_prompt", message: "it broke" });
  });

  test("is told in both ways where the stream that began is a relayed one", async () => {
    const relayed = `event: response.created\ndata: {"type":"response.created","sequence_number":0,"response":{"id":"resp_upstream","object":"response","output":[]}}\n\n`;
    const sse = relayed + open().fail(failure());
    expect(readEvents(sse).map(({ type }) => type)).toEqual(["response.created", "error", "response.failed"]);
    await expect(foldWithSdk(sse)).rejects.toThrow("it broke");
  });

  test.each([
    ["context_too_long", "context_length_exceeded"],
    ["authentication", "invalid_prompt"],
    ["not_found", "invalid_prompt"],
    ["billing", "insufficient_quota"],
    ["rate_limit", "rate_limit_exceeded"],
    ["overloaded", "server_error"],
    ["incomplete_stream", "server_error"],
  ] as const)("%s is told to Codex as %s", (kind, code) => {
    const last = readEvents(open().fail(failure({ kind }))).at(-1)?.response as { error?: JsonValue };
    expect(last.error).toEqual({ code, message: "it broke" });
  });
});

describe("an error before the stream", () => {
  test("has OpenAI's envelope for every kind of failure", async () => {
    for (const kind of Object.keys(failures) as (keyof typeof failures)[]) {
      const body = JSON.stringify(dialect.encodeError(failure({ kind })));
      const asked = sdkAnswering(body, 400).responses.create({ model: "any", input: "any" });
      const error = await asked.then(
        () => undefined,
        (thrown: unknown) => thrown as { message: string; type: unknown },
      );
      expect(error?.message).toContain("it broke");
      expect(typeof error?.type).toBe("string");
    }
  });

  test("keeps the upstream's code, but for those by which Codex decides", () => {
    const codeOf = (over: Partial<ClientFailure>) =>
      (dialect.encodeError(failure(over)).error as JsonObject).code;
    expect(codeOf({ kind: "rate_limit", code: "usage_limit_reached" })).toBe("usage_limit_reached");
    expect(codeOf({ kind: "context_too_long", code: "invalid_request_error" })).toBe(
      "context_length_exceeded",
    );
  });
});

describe("an answer that must become one compaction item", () => {
  const compacting = { input: [{ role: "user", content: "hi" }, { type: "compaction_trigger" }] };

  test("fails instead of wiping the conversation out when there is no summary", () => {
    const encoder = open(compacting);
    const silent = unfoldMessage({ ...answer, content: [] });
    const sse = silent.map((event) => encoder.push(event)).join("");
    expect(readEvents(sse).at(-1)?.type).toBe("response.failed");
  });

  test("comes back as plain words in the next request", () => {
    const encoder = open(compacting);
    const sse = unfoldMessage(answer)
      .map((event) => encoder.push(event))
      .join("");
    const done = readEvents(sse).find(({ type }) => type === "response.output_item.done");
    const next = atOnce(
      dialect.decodeRequest({
        model: "any",
        input: [done?.item ?? null, { role: "user", content: "go on" }],
      }),
    );
    expect(JSON.stringify(next.request.messages)).toContain("Summary of the conversation so far:\\n\\nHello");
  });
});

describe("the arguments of a call", () => {
  const parameters = {
    type: "object",
    properties: {
      a: { type: "number" },
      b: { type: "boolean" },
      c: { type: ["string", "null"] },
      d: { enum: [1, null] },
    },
    required: ["a"],
  };

  function argumentsOf(raw: string): unknown {
    const encoder = open({ tools: [{ type: "function", name: "f", parameters }] });
    const input = { __unparsedToolInput: { raw, len: raw.length } };
    const call: Message = {
      ...answer,
      content: [{ type: "tool_use", id: "toolu_1", name: "f", input }],
      stop_reason: "tool_use",
    };
    const sse = unfoldMessage(call)
      .map((event) => encoder.push(event))
      .join("");
    const done = readEvents(sse).find(({ type }) => type === "response.output_item.done");
    return isJsonObject(done?.item) ? done.item.arguments : undefined;
  }

  test("are passed on letter by letter", () => {
    expect(argumentsOf('{ "a": 1.0, "b": true }')).toBe('{ "a": 1.0, "b": true }');
  });

  test("lose a null only where the member is optional and knows none", () => {
    expect(argumentsOf('{"a":null,"b":null,"c":null,"d":null,"e":null}')).toBe(
      '{"a":null,"c":null,"d":null,"e":null}',
    );
  });

  test("that do not parse are the client's to refuse", () => {
    expect(argumentsOf('{"a":1')).toBe('{"a":1');
  });
});

describe("a freeform call that is cut off", () => {
  test("is listed unfinished and never given as done", () => {
    const encoder = open({ tools: [{ type: "custom", name: "free" }] });
    const cut: Message = {
      ...answer,
      content: [
        {
          type: "tool_use",
          id: "toolu_1",
          name: "free",
          input: { __unparsedToolInput: { raw: '{"input":"ab\\', len: 13 } },
        },
      ],
      stop_reason: "max_tokens",
    };
    const sse = unfoldMessage(cut)
      .map((event) => encoder.push(event))
      .join("");
    expect(readEvents(sse).some(({ type }) => type === "response.output_item.done")).toBe(false);
    expect(readEvents(sse).at(-1)).toMatchObject({
      type: "response.incomplete",
      response: { output: [{ type: "custom_tool_call", status: "incomplete", input: "ab" }] },
    });
  });
});
