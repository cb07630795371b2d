import { describe, expect, test } from "bun:test";
import OpenAI from "openai";
import type { JsonObject } from "../../../../../src/json.ts";
import { isJsonObject, parseJson } from "../../../../../src/json.ts";
import type { AnswerBlock, Message, StopReason } from "../../../../../src/protocols/anthropic/events.ts";
import { openaiChatDialect } from "../../../../../src/protocols/openai-chat/dialect.ts";
import { unfoldMessage } from "../../../../../src/protocols/shared/fold-events.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { encodeContext, testNow } from "../../../../support/decode-context.ts";

const usage = {
  input_tokens: 5,
  output_tokens: 7,
  cache_creation_input_tokens: 20,
  cache_read_input_tokens: 100,
  output_tokens_details: { thinking_tokens: 3 },
};

function message(content: readonly AnswerBlock[], stop_reason: StopReason = "end_turn"): Message {
  return {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content,
    stop_reason,
    stop_sequence: null,
    usage,
  };
}

const request = { model: "m", messages: [{ role: "user", content: "Hi" }], stream: true };

function streamText(answer: Message, members: JsonObject = {}): string {
  const encoder = atOnce(openaiChatDialect.decodeRequest({ ...request, ...members })).openEncoder(
    encodeContext(),
  );
  return unfoldMessage(answer).map(encoder.push).join("") + encoder.end();
}

function whole(answer: Message, members: JsonObject = {}): JsonObject {
  return atOnce(openaiChatDialect.decodeRequest({ ...request, ...members })).encodeMessage(
    answer,
    encodeContext(),
  );
}

function chunksOf(text: string): readonly JsonObject[] {
  return text
    .split("\n\n")
    .map((line) => parseJson(line.replace("data: ", "")))
    .filter(isJsonObject);
}

/** OpenAI's own SDK, which reads what ccm writes. */
function clientReading(body: string, type: string): OpenAI {
  return new OpenAI({
    apiKey: "none",
    maxRetries: 0,
    fetch: async () => new Response(body, { headers: { "content-type": type } }),
  });
}

const search: readonly AnswerBlock[] = [
  { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "mux" } },
  {
    type: "web_search_tool_result",
    tool_use_id: "srvtoolu_1",
    content: [
      {
        type: "web_search_result",
        url: "https://example.org",
        title: "Mux",
        encrypted_content: "",
        page_age: null,
      },
    ],
  },
];
const rich = message(
  [
    { type: "thinking", thinking: "Hm.", signature: "sig" },
    { type: "redacted_thinking", data: "secret" },
    ...search,
    { type: "text", text: "Two " },
    { type: "text", text: "calls:" },
    { type: "tool_use", id: "toolu_1", name: "Read", input: { path: "a" } },
    { type: "tool_use", id: "toolu_2", name: "Read", input: {} },
  ],
  "tool_use",
);

const details = [
  { type: "reasoning.text", text: "Hm.", signature: "sig", index: 0 },
  { type: "reasoning.encrypted", data: "secret", index: 1 },
];
const annotations = [
  {
    type: "url_citation",
    url_citation: { url: "https://example.org", title: "Mux", start_index: 0, end_index: 0 },
  },
];
const calls = [
  { id: "toolu_1", type: "function", function: { name: "Read", arguments: '{"path":"a"}' } },
  { id: "toolu_2", type: "function", function: { name: "Read", arguments: "{}" } },
];

describe("a whole answer", () => {
  test("is a chat.completion with everything the message holds", () => {
    expect(whole(rich)).toEqual({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: testNow,
      model: "served-model",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: "Two calls:",
            refusal: null,
            reasoning_content: "Hm.",
            reasoning_details: details,
            tool_calls: calls,
            annotations,
          },
          logprobs: null,
          finish_reason: "tool_calls",
        },
      ],
      usage: {
        prompt_tokens: 125,
        completion_tokens: 7,
        total_tokens: 132,
        prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 20 },
        completion_tokens_details: { reasoning_tokens: 3 },
      },
      system_fingerprint: null,
    });
  });

  test("without text has null content", () => {
    const [choice] = chunksOf(
      JSON.stringify(whole(message([rich.content.at(-1) ?? { type: "text", text: "" }], "tool_use"))),
    );
    expect(JSON.stringify(choice)).toContain('"content":null');
  });

  test("has no members for what it does not hold", () => {
    const { choices } = whole(message([{ type: "text", text: "Hi" }]));
    expect(choices).toMatchObject([{ message: { content: "Hi" } }]);
    expect(JSON.stringify(choices)).not.toMatch(/tool_calls|function_call|reasoning|annotations/);
  });

  test("of thinking that is signed but not shown has the details alone", () => {
    const signed = { type: "thinking", thinking: "", signature: "sig" } as const;
    const answer = JSON.stringify(whole(message([signed, { type: "text", text: "Hi" }])));
    expect(answer).toContain('"signature":"sig"');
    expect(answer).not.toContain("reasoning_content");
  });

  test("spells broken arguments as the model wrote them, as its stream does", () => {
    const raw = '{"path": a.txt';
    const input = { __unparsedToolInput: { raw, len: raw.length } };
    const answer = message([{ type: "tool_use", id: "toolu_1", name: "Edit", input }], "tool_use");
    expect(JSON.stringify(whole(answer))).toContain(JSON.stringify(raw));
    expect(streamText(answer)).toContain(JSON.stringify(raw));
  });

  test("answers a client of functions in their form", () => {
    const answer = JSON.stringify(whole(rich, { functions: [{ name: "Read" }] }));
    expect(answer).toContain('"function_call":{"name":"Read","arguments":"{\\"path\\":\\"a\\"}"}');
    expect(answer).toContain('"finish_reason":"function_call"');
    expect(answer).not.toContain("tool_calls");
  });
});

describe("a stream", () => {
  test("goes from the role over the deltas to the finish reason and [DONE], without usage unless asked", () => {
    const text = streamText(message([{ type: "text", text: "Hello" }]));
    const chunks = chunksOf(text);
    expect(chunks.map(({ choices }) => choices)).toEqual([
      [{ index: 0, delta: { role: "assistant", content: "" }, logprobs: null, finish_reason: null }],
      [{ index: 0, delta: { content: "Hello" }, logprobs: null, finish_reason: null }],
      [{ index: 0, delta: {}, logprobs: null, finish_reason: "stop" }],
    ]);
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    for (const chunk of chunks)
      expect(chunk).toMatchObject({
        id: "chatcmpl-1",
        object: "chat.completion.chunk",
        created: testNow,
        model: "served-model",
      });
  });

  test("ends with a usage chunk of no choices when the client asks for it", () => {
    const chunks = chunksOf(streamText(rich, { stream_options: { include_usage: true } }));
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 125, completion_tokens: 7 } });
    expect(chunks.filter((chunk) => "usage" in chunk)).toHaveLength(1);
  });

  test("counts calls from 0, whatever blocks stand before them", () => {
    const deltas = chunksOf(streamText(rich)).map(({ choices }) => JSON.stringify(choices));
    const heads = deltas.filter((delta) => delta.includes('"tool_calls"') && delta.includes('"id"'));
    expect(heads.map((head) => /"index":(\d+),"id"/.exec(head)?.[1])).toEqual(["0", "1"]);
  });

  test("answers a client of functions with its first call in their form", () => {
    const text = streamText(rich, { functions: [{ name: "Read" }] });
    expect(text).toContain('"function_call":{"name":"Read","arguments":""}');
    expect(text).toContain('"finish_reason":"function_call"');
    expect(text).not.toContain("tool_calls");
    expect(text.match(/"name":"Read"/g)).toHaveLength(1);
  });

  test("brings thinking as text to show and as details to send back", () => {
    const deltas = chunksOf(streamText(rich)).flatMap(({ choices }) => choices);
    expect(deltas.slice(1, 4)).toMatchObject([
      { delta: { reasoning_content: "Hm.", reasoning_details: [{ text: "Hm.", index: 0 }] } },
      { delta: { reasoning_details: [{ type: "reasoning.text", text: "", signature: "sig", index: 0 }] } },
      { delta: { reasoning_details: [{ type: "reasoning.encrypted", data: "secret", index: 1 }] } },
    ]);
  });

  test("says a failure in one line and then nothing", () => {
    const encoder = atOnce(openaiChatDialect.decodeRequest(request)).openEncoder(encodeContext());
    const text = encoder.fail({ kind: "overloaded", status: 529, message: "Busy", requestId: "req_1" });
    expect(text).toBe(
      'data: {"error":{"message":"Busy","type":"server_error","param":null,"code":"server_is_overloaded"}}\n\n',
    );
  });

  test("shows a ping as a comment, which every parser skips", () => {
    const encoder = atOnce(openaiChatDialect.decodeRequest(request)).openEncoder(encodeContext());
    expect(encoder.push({ type: "ping" })).toBe(": ping\n\n");
    expect(openaiChatDialect.keepAlive).toBe(": ping\n\n");
  });
});

const finishReasons: readonly (readonly [StopReason, string])[] = [
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["pause_turn", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["refusal", "content_filter"],
];
for (const [stop, finish] of finishReasons)
  test(`${stop} is told as ${finish}`, () => {
    const answer = message([{ type: "text", text: "x" }], stop);
    expect(JSON.stringify(whole(answer))).toContain(`"finish_reason":"${finish}"`);
    expect(streamText(answer)).toContain(`"finish_reason":"${finish}"`);
  });

describe("OpenAI's SDK reads it", () => {
  test("streamed", async () => {
    const client = clientReading(
      `${openaiChatDialect.keepAlive}${streamText(rich, { stream_options: { include_usage: true } })}`,
      "text/event-stream",
    );
    const stream = client.chat.completions.stream({
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
    });
    const completion = await stream.finalChatCompletion();
    const [choice] = completion.choices;
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(choice?.message.content).toBe("Two calls:");
    expect(choice?.message.tool_calls?.map(({ id }) => id)).toEqual(["toolu_1", "toolu_2"]);
    expect(JSON.stringify(choice?.message.tool_calls)).toContain('{\\"path\\":\\"a\\"}');
    expect(completion.usage?.total_tokens).toBe(132);
  });

  test("whole", async () => {
    const client = clientReading(JSON.stringify(whole(rich)), "application/json");
    const completion = await client.chat.completions.create({
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
    });
    expect(completion.choices[0]?.message.tool_calls as unknown).toEqual(calls);
  });

  test("and throws on a failure in the middle of a stream", async () => {
    const encoder = atOnce(openaiChatDialect.decodeRequest(request)).openEncoder(encodeContext());
    const [start] = unfoldMessage(message([{ type: "text", text: "x" }]));
    const body =
      (start ? encoder.push(start) : "") +
      encoder.fail({ kind: "server_error", status: 500, message: "Gone", requestId: "r" });
    const client = clientReading(body, "text/event-stream");
    const stream = client.chat.completions.stream({
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
    });
    expect(stream.finalChatCompletion()).rejects.toThrow("Gone");
  });
});
