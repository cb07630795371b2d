import { expect, test } from "bun:test";
import fc from "fast-check";
import { openaiChat } from "../../../../../src/protocols/openai-chat/index.ts";
import type { DecodedEvent } from "../../../../../src/protocols/protocol.ts";
import { decodeContext } from "../../../../support/decode-context.ts";
import { decodeAll } from "../../../../support/golden.ts";
import { checkFailed, checkGrammar } from "../../../../support/grammar.ts";

const word = fc.stringMatching(/^[a-z <>/]{0,6}$/);
const piece = fc.constantFrom("", "{", "}", '{"a":1}', '"x"', "<think>", "</think>", "\n");

const toolCall = fc.record(
  {
    index: fc.integer({ min: 0, max: 2 }),
    id: fc.constantFrom("", "call_a", "call_b", "functions.Read:0"),
    function: fc.record(
      { name: fc.constantFrom("", "Read", "Run"), arguments: fc.oneof(piece, fc.constant({ a: 1 })) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const delta = fc.record(
  {
    role: fc.constant("assistant"),
    content: fc.oneof(word, piece, fc.constant(null), fc.constant([{ type: "text", text: "part" }])),
    reasoning_content: fc.oneof(word, fc.constant(null)),
    reasoning: word,
    reasoning_details: fc.array(
      fc.record({ type: fc.constantFrom("reasoning.text", "reasoning.encrypted"), text: word }),
      { maxLength: 2 },
    ),
    refusal: fc.oneof(word, fc.constant(null)),
    tool_calls: fc.array(toolCall, { maxLength: 3 }),
    function_call: fc.constant({ name: "Old", arguments: "{}" }),
  },
  { requiredKeys: [] },
);

const chunk = fc.record(
  {
    choices: fc.array(
      fc.record(
        {
          index: fc.nat(1),
          delta,
          finish_reason: fc.oneof(
            { weight: 6, arbitrary: fc.constant(null) },
            fc.constantFrom("stop", "length", "tool_calls", "content_filter", "error", "unheard_of"),
          ),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    ),
    usage: fc.constantFrom(null, { prompt_tokens: 3, completion_tokens: 2 }, {}),
    error: fc.constantFrom(null, undefined),
  },
  { requiredKeys: [] },
);

const data = fc.oneof(
  { weight: 30, arbitrary: chunk.map((value) => JSON.stringify(value)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("[DONE]", "", "{", "null", "[]", '{"error":"no"}', '{"detail":"no"}'),
  },
);

function decode(events: readonly string[]): readonly DecodedEvent[] {
  return decodeAll(
    openaiChat,
    decodeContext(),
    events.map((each) => ({ event: "", data: each })),
  );
}

test("whatever a host sends, the client gets a legal answer or a legal beginning and one failure", () => {
  const free = { brokenToolInput: true, cutToolCall: true };
  fc.assert(
    fc.property(fc.array(data, { maxLength: 12 }), (events) => {
      const decoded = decode(events);
      const problems =
        decoded.at(-1)?.type === "failure" ? checkFailed(decoded, free) : checkGrammar(decoded, free);
      expect(problems).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
