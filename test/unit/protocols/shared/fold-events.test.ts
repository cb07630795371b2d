import { expect, test } from "bun:test";
import fc from "fast-check";
import type { AnswerBlock, Message } from "../../../../src/protocols/anthropic/events.ts";
import { foldEvents, unfoldMessage } from "../../../../src/protocols/shared/fold-events.ts";
import { checkGrammar } from "../../../support/grammar.ts";

const words = fc.string({ minLength: 1, maxLength: 10 });
const block: fc.Arbitrary<AnswerBlock> = fc.oneof(
  words.map((text): AnswerBlock => ({ type: "text", text })),
  fc.record({ type: fc.constant("thinking"), thinking: fc.string(), signature: words }),
  fc.record({ type: fc.constant("redacted_thinking"), data: words }),
  fc.record({
    type: fc.constant("server_tool_use"),
    id: fc.uuid(),
    name: fc.constant("web_search"),
    input: fc.record({ query: words }),
  }),
  fc.record({
    type: fc.constant("web_search_tool_result"),
    tool_use_id: fc.uuid(),
    content: fc.constant([]),
  }),
  fc.record({
    type: fc.constant("tool_use"),
    id: fc.uuid(),
    name: fc.constantFrom("Read", "Run"),
    input: fc
      .dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.jsonValue())
      .map((input) => JSON.parse(JSON.stringify(input))),
  }),
);

const message: fc.Arbitrary<Message> = fc.array(block, { maxLength: 5 }).map((content) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "m",
  content,
  stop_reason: content.some(({ type }) => type === "tool_use") ? "tool_use" : "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 3, cache_read_input_tokens: 4 },
}));

test("a message is what its stream folds to", () => {
  fc.assert(
    fc.property(message, (given) => {
      const events = unfoldMessage(given);
      expect(checkGrammar(events)).toEqual([]);
      expect(foldEvents(events)).toEqual(given);
    }),
  );
});

test("a stream without an end is no message, lest a part look whole", () => {
  fc.assert(
    fc.property(message, fc.nat(), (given, cut) => {
      const events = unfoldMessage(given);
      expect(foldEvents(events.slice(0, cut % events.length))).toBeUndefined();
    }),
  );
});

test("arguments that are no JSON keep their text in the form that Claude Code keeps them", () => {
  const raw = '{"path": a.txt';
  const folded = foldEvents([
    ...unfoldMessage({
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: 0,
        output_tokens: 0,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      },
    }).slice(0, 1),
    {
      type: "content_block_start",
      index: 0,
      content_block: { type: "tool_use", id: "a", name: "Edit", input: {} },
    },
    { type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: raw } },
    { type: "content_block_stop", index: 0 },
    { type: "message_stop" },
  ]);
  expect(folded?.content).toEqual([
    { type: "tool_use", id: "a", name: "Edit", input: { __unparsedToolInput: { raw, len: raw.length } } },
  ]);
});
