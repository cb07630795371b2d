import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { MessageEvent } from "../../../../../src/protocols/anthropic/events.ts";
import { openaiResponsesDialect } from "../../../../../src/protocols/openai-responses/dialect.ts";
import { unfoldMessage } from "../../../../../src/protocols/shared/fold-events.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { encodeContext } from "../../../../support/decode-context.ts";
import { anyMessage } from "../arbitrary-message.ts";
import { checkStream, readEvents } from "./check-stream.ts";
import { foldWithSdk, sentOutput } from "./fold-with-sdk.ts";

const client = {
  model: "any",
  input: "hi",
  stream: true,
  tools: [
    {
      type: "function",
      name: "plain",
      parameters: { type: "object", properties: { a: { type: "number" } } },
    },
    { type: "custom", name: "free", description: "free text" },
    { type: "namespace", name: "mcp__demo", tools: [{ type: "function", name: "inner", parameters: {} }] },
    { type: "tool_search", execution: "client", parameters: {} },
    { type: "local_shell" },
  ],
};

const decoded = atOnce(openaiResponsesDialect.decodeRequest(client));
const messages = anyMessage(["plain", "free", "mcp__demo__inner", "tool_search", "local_shell", "unknown"]);

/** The answer as a stream, its deltas cut into pieces of at most `size` characters. */
function pieces(events: readonly MessageEvent[], size: number): readonly MessageEvent[] {
  return events.flatMap((event): readonly MessageEvent[] => {
    if (event.type !== "content_block_delta") return [event];
    const { delta } = event;
    const cut = (text: string): string[] => text.match(new RegExp(`[^]{1,${size}}`, "gu")) ?? [];
    switch (delta.type) {
      case "text_delta":
        return cut(delta.text).map((text) => ({ ...event, delta: { ...delta, text } }));
      case "thinking_delta":
        return cut(delta.thinking).map((thinking) => ({ ...event, delta: { ...delta, thinking } }));
      case "input_json_delta":
        return cut(delta.partial_json).map((partial_json) => ({
          ...event,
          delta: { ...delta, partial_json },
        }));
      default:
        return [event];
    }
  });
}

function encode(events: readonly MessageEvent[]): string {
  const encoder = decoded.openEncoder(encodeContext());
  return events.map((event) => encoder.push(event)).join("") + encoder.end();
}

describe("any answer", () => {
  test("is a legal stream, however its pieces are cut", () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 12 }), (message, size) => {
        expect(checkStream(encode(pieces(unfoldMessage(message), size)))).toEqual([]);
      }),
    );
  });

  test("says the same whole as streamed", () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 12 }), (message, size) => {
        const last = readEvents(encode(pieces(unfoldMessage(message), size))).at(-1)?.response;
        expect(decoded.encodeMessage(message, encodeContext()) as unknown).toEqual(last);
      }),
    );
  });

  test("is folded by OpenAI's SDK into what was sent", async () => {
    await fc.assert(
      fc.asyncProperty(messages, fc.integer({ min: 1, max: 12 }), async (message, size) => {
        const sse = encode(pieces(unfoldMessage(message), size));
        const last = readEvents(sse).at(-1)?.response as { output?: unknown };
        expect(sentOutput(await foldWithSdk(sse))).toEqual(last.output);
      }),
      { numRuns: 40 },
    );
  });

  test("fails legally wherever it breaks off", () => {
    fc.assert(
      fc.property(messages, fc.nat(), (message, cut) => {
        const events = unfoldMessage(message);
        const encoder = decoded.openEncoder(encodeContext());
        const begun = events.slice(0, 1 + (cut % (events.length - 2))).map((event) => encoder.push(event));
        const failed = encoder.fail({ kind: "network", status: 502, message: "gone", requestId: "r" });
        expect(checkStream(begun.join("") + failed)).toEqual([]);
      }),
    );
  });
});
