import fc from "fast-check";
import type { JsonObject } from "../../../../src/json.ts";
import type { AnswerBlock, Message } from "../../../../src/protocols/anthropic/events.ts";

/** Text with everything that hurts: quotes, backslashes, emoji, line ends, lone control characters. */
export const anyText = fc.string({ unit: "grapheme", maxLength: 40 });

const someText = anyText.filter((text) => text.trim() !== "");

/** A JSON object as a tool's input. */
export const anyInput: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .filter((input) => !("__unparsedToolInput" in input) && !("__proto__" in input))
  .map((input) => JSON.parse(JSON.stringify(input)) as JsonObject); // what JSON.parse makes of an object

type Draft = (id: number) => readonly AnswerBlock[];

/** A block of an answer, or a pair of blocks, given a number for its ids. */
function anyDraft(toolNames: readonly string[]): fc.Arbitrary<Draft> {
  return fc.oneof(
    someText.map(
      (text): Draft =>
        () => [{ type: "text", text }],
    ),
    fc.tuple(anyText, fc.constantFrom("", "EqQBCg")).map(
      ([thinking, signature]): Draft =>
        () => [{ type: "thinking", thinking, signature }],
    ),
    fc.constant<Draft>(() => [{ type: "redacted_thinking", data: "opaque" }]),
    fc.tuple(fc.constantFrom(...toolNames), anyInput).map(
      ([name, input]): Draft =>
        (id) => [{ type: "tool_use", id: `toolu_${id}`, name, input }],
    ),
    someText.map(
      (query): Draft =>
        (id) => [
          { type: "server_tool_use", id: `srvtoolu_${id}`, name: "web_search", input: { query } },
          {
            type: "web_search_tool_result",
            tool_use_id: `srvtoolu_${id}`,
            content: [
              {
                type: "web_search_result",
                url: "https://a.example",
                title: "A",
                encrypted_content: "",
                page_age: null,
              },
            ],
          },
        ],
    ),
  );
}

/** A whole answer whose calls use these tools. */
export function anyMessage(toolNames: readonly string[]): fc.Arbitrary<Message> {
  return fc
    .tuple(
      fc.array(anyDraft(toolNames), { maxLength: 6 }),
      fc.constantFrom(
        "end_turn" as const,
        "max_tokens" as const,
        "refusal" as const,
        "stop_sequence" as const,
      ),
      fc.nat(1000),
    )
    .map(([drafts, reason, tokens]): Message => {
      const content = drafts.flatMap((draft, position) => draft(position));
      const calls = content.some(({ type }) => type === "tool_use");
      return {
        id: "msg_any",
        type: "message",
        role: "assistant",
        model: "any",
        content,
        stop_reason: calls ? "tool_use" : reason,
        stop_sequence: null,
        usage: {
          input_tokens: tokens,
          output_tokens: tokens,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 1,
        },
      };
    });
}
