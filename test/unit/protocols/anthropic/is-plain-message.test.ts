import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { isPlainMessage } from "../../../../src/protocols/anthropic/is-plain-message.ts";
import { messageParam } from "../../../../src/protocols/anthropic/request.ts";

/** Values of every JSON type, and now and then the one that belongs there. */
function mostly(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(fc.constantFrom(null, 0, true, "", [], {}), fc.string());
  return fc.oneof({ arbitrary: right, weight: 20 }, { arbitrary: wrong, weight: 1 });
}

const text = mostly(fc.string({ maxLength: 5 }));
const typed = <Members extends Record<string, fc.Arbitrary<unknown>>>(type: string, members: Members) =>
  fc.record({ type: mostly(fc.constant(type)), more: fc.jsonValue({ maxDepth: 1 }), ...members }, noneNeeded);
const noneNeeded = { requiredKeys: [] as never[] };

const { content } = fc.letrec<{ block: unknown; content: unknown }>((tie) => ({
  content: mostly(fc.oneof(fc.string({ maxLength: 5 }), fc.array(tie("block"), { maxLength: 3 }))),
  block: mostly(
    fc.oneof(
      { maxDepth: 3 },
      typed("text", { text }),
      typed("thinking", { thinking: text, signature: text }),
      typed("redacted_thinking", { data: text }),
      typed("tool_use", { id: text, name: text, input: mostly(fc.dictionary(fc.string(), fc.jsonValue())) }),
      typed("image", { source: mostly(typed("url", { url: text })) }),
      typed("tool_result", { tool_use_id: text, is_error: mostly(fc.boolean()), content: tie("content") }),
    ),
  ),
}));

const messages = fc
  .record(
    { role: mostly(fc.constantFrom("user", "assistant", "system")), content, more: fc.jsonValue() },
    noneNeeded,
  )
  .map((message): unknown => JSON.parse(JSON.stringify(message)));

describe("A message that is found plain by hand", () => {
  test("is one that the schema accepts as it is", () => {
    fc.assert(
      fc.property(mostly(messages), (message) => {
        if (!isPlainMessage(message)) return;
        const { success, output } = v.safeParse(messageParam, message);
        expect(success).toBe(true);
        expect<unknown>(output).toEqual(message);
      }),
      { numRuns: 2000 },
    );
  });

  test("is nearly every one of a coding session", () => {
    const session = [
      { role: "user", content: "Make the tests pass." },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Let me look.", signature: "EqQBCg" },
          { type: "text", text: "I look." },
          { type: "tool_use", id: "toolu_1", name: "Read", input: { path: "a.ts" } },
        ],
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "toolu_1",
            content: [{ type: "text", text: "let a;" }],
            is_error: false,
          },
          { type: "tool_result", tool_use_id: "toolu_2" },
          { type: "text", text: "Go on.", cache_control: { type: "ephemeral" } },
        ],
      },
      { role: "system", content: [{ type: "text", text: "Be brief." }] },
    ];
    expect(session.map(isPlainMessage)).toEqual([true, true, true, true]);
  });
});
