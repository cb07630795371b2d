import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "../../../../../src/json.ts";
import type { ContentBlock, MessageParam } from "../../../../../src/protocols/anthropic/request.ts";
import { openaiResponsesDialect } from "../../../../../src/protocols/openai-responses/dialect.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { anyText } from "../arbitrary-message.ts";

const callId = fc.constantFrom("call_1", "call_2", "call:3", "toolu_4", "x".repeat(90));
const toolName = fc.constantFrom("plain", "free", "inner", "never declared");

/** Items in any order: outputs before their calls, calls twice, messages in between. */
const anyItem = fc.oneof(
  fc.record({ role: fc.constantFrom("user", "assistant", "developer", "system"), content: anyText }),
  fc.record({
    type: fc.constant("message"),
    role: fc.constant("user"),
    content: fc.array(
      fc.oneof(
        fc.record({ type: fc.constant("input_text"), text: anyText }),
        fc.constant({ type: "input_image", image_url: "data:image/png;base64,AA==" }),
        fc.constant({ type: "input_audio", data: "AA==" }),
      ),
    ),
  }),
  fc.record({ type: fc.constant("function_call"), call_id: callId, name: toolName, arguments: anyText }),
  fc.record({ type: fc.constant("custom_tool_call"), call_id: callId, name: toolName, input: anyText }),
  fc.record({ type: fc.constant("function_call_output"), call_id: callId, output: anyText }),
  fc.record({
    type: fc.constant("custom_tool_call_output"),
    call_id: callId,
    output: fc.array(fc.record({ type: fc.constant("input_text"), text: anyText })),
  }),
  fc.record({
    type: fc.constant("reasoning"),
    summary: fc.constant([]),
    encrypted_content: fc.constantFrom(null, "gAAAA", "ccm-thinking1.sig", "ccm-redacted1.data"),
  }),
  fc.record({ type: fc.constantFrom("item_reference", "web_search_call", "a kind of tomorrow") }),
);

const anyBody: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      model: fc.constant("any"),
      input: fc.oneof(anyText, fc.array(anyItem, { maxLength: 14 })),
      tools: fc.constantFrom<JsonObject[]>(
        [],
        [
          { type: "function", name: "plain", parameters: {} },
          { type: "custom", name: "free" },
          { type: "namespace", name: "ns", tools: [{ type: "function", name: "inner", parameters: {} }] },
        ],
      ),
    },
    { requiredKeys: ["model", "input"] },
  )
  .map((body) => JSON.parse(JSON.stringify(body)) as JsonObject); // what JSON.parse makes of an object

function blocks({ content }: MessageParam): readonly ContentBlock[] {
  return typeof content === "string" ? [] : content;
}

/** Ids of calls that are not answered, first thing, by the message that follows; and answers without a call. */
function unpaired(messages: readonly MessageParam[]): string[] {
  return messages.flatMap((message, position) => {
    const before = messages[position - 1];
    const asked =
      before?.role === "assistant"
        ? blocks(before).flatMap((b) => (b.type === "tool_use" ? [b.id] : []))
        : [];
    const answered = blocks(message).flatMap((b) => (b.type === "tool_result" ? [b.tool_use_id] : []));
    const first = blocks(message)
      .slice(0, answered.length)
      .every(({ type }) => type === "tool_result");
    const fits = asked.length === answered.length && asked.every((id, n) => id === answered[n]);
    return fits && first ? [] : [`${position}: asked ${asked}, answered ${answered}`];
  });
}

describe("any request a client may send", () => {
  test("becomes a conversation whose calls are all answered once, at once and in order", () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const { request } = atOnce(openaiResponsesDialect.decodeRequest(body));
        const [last] = request.messages.slice(-1);
        const end: readonly MessageParam[] =
          last?.role === "assistant" ? [{ role: "user", content: [] }] : [];
        expect(unpaired([...request.messages, ...end])).toEqual([]);
        const ids = request.messages.flatMap(blocks).flatMap((b) => (b.type === "tool_use" ? [b.id] : []));
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
      }),
      { numRuns: 150 },
    );
  });

  test("declares every tool when it holds calls, and never an empty text", () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const { request } = atOnce(openaiResponsesDialect.decodeRequest(body));
        const all = request.messages.flatMap(blocks);
        if (all.some(({ type }) => type === "tool_use")) expect(request.tools?.length).toBeGreaterThan(0);
        for (const block of all) if (block.type === "text") expect(block.text.trim()).not.toBe("");
      }),
    );
  });
});
