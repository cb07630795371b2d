import { expect, test } from "bun:test";
import fc from "fast-check";
import type {
  ContentBlock,
  MessageParam,
  ToolResultBlock,
  ToolUseBlock,
} from "../../../../src/protocols/anthropic/request.ts";
import { pairToolResults } from "../../../../src/protocols/shared/pair-tool-results.ts";
import { atOnce } from "../../../../src/sliced.ts";

function pairUp(messages: readonly MessageParam[]): readonly MessageParam[] {
  return atOnce(pairToolResults(messages));
}

function call(id: string): ToolUseBlock {
  return { type: "tool_use", id, name: "Run", input: {} };
}

function result(tool_use_id: string, content = "ran"): ToolResultBlock {
  return { type: "tool_result", tool_use_id, content };
}

function said(text: string): ContentBlock {
  return { type: "text", text };
}

function user(...content: ContentBlock[]): MessageParam {
  return { role: "user", content };
}

function assistant(...content: ContentBlock[]): MessageParam {
  return { role: "assistant", content };
}

test("results come first, in the order of the calls", () => {
  const paired = pairUp([assistant(call("a"), call("b")), user(said("Hi"), result("b"), result("a"))]);
  expect(paired[1]).toEqual(user(result("a"), result("b"), said("Hi")));
});

test("a call without a result is told as interrupted, also at the very end", () => {
  const [, answer] = pairUp([assistant(call("a"))]);
  expect(answer?.content).toMatchObject([{ type: "tool_result", tool_use_id: "a", is_error: true }]);
});

test("a result without a call becomes words", () => {
  const [first] = pairUp([user(result("gone", "still worth reading"))]);
  expect(JSON.stringify(first)).toContain("still worth reading");
  expect(JSON.stringify(first)).not.toContain("tool_result");
});

test("of two results for one call the later holds", () => {
  const [, answer] = pairUp([assistant(call("a")), user(result("a", "old")), user(result("a", "new"))]);
  expect(answer).toEqual(user(result("a", "new")));
});

test("what was said between a call and its result comes after the result", () => {
  const system: MessageParam = { role: "system", content: "Mind the gap." };
  const paired = pairUp([assistant(call("a")), system, user(result("a"))]);
  expect(paired).toEqual([assistant(call("a")), user(result("a")), system]);
});

test("an id that comes again in a later turn is another call", () => {
  const paired = pairUp([
    assistant(call("a")),
    user(result("a", "1")),
    assistant(call("a")),
    user(result("a", "2")),
  ]);
  expect(paired.slice(2)).toEqual([assistant(call("a_2")), user(result("a_2", "2"))]);
});

const ids = fc.constantFrom("a", "b", "c");
const block = fc.oneof(
  ids.map(call),
  ids.map((id) => result(id)),
  fc.constant(said("x")),
);
const message: fc.Arbitrary<MessageParam> = fc.record({
  role: fc.constantFrom("user", "assistant", "system"),
  content: fc.array(block, { maxLength: 4 }),
});

/** A conversation in which only assistants call, only users answer, and everyone says something. */
const conversation = fc.array(message).map((messages) =>
  messages.flatMap((each): MessageParam[] => {
    const wrong = each.role === "assistant" ? "tool_result" : "tool_use";
    const content = (typeof each.content === "string" ? [] : each.content).filter(
      ({ type }) => type !== wrong && (each.role !== "system" || type === "text"),
    );
    return content.length > 0 ? [{ ...each, content }] : [];
  }),
);

function idsIn(message: MessageParam | undefined, type: "tool_use" | "tool_result"): readonly string[] {
  const content = message && typeof message.content !== "string" ? message.content : [];
  return content.flatMap((each) => {
    if (each.type === "tool_use" && type === "tool_use") return [each.id];
    return each.type === "tool_result" && type === "tool_result" ? [each.tool_use_id] : [];
  });
}

test("in any conversation each call is answered once, at once, and nothing else is", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const paired = pairUp(messages);
      paired.forEach((each, at) => {
        if (each.role === "assistant")
          expect(idsIn(paired[at + 1], "tool_result")).toEqual(idsIn(each, "tool_use"));
        else if (paired[at - 1]?.role !== "assistant") expect(idsIn(each, "tool_result")).toEqual([]);
      });
      const all = paired.flatMap((each) => idsIn(each, "tool_use"));
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

test("a conversation in order stays as it is", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const once = pairUp(messages);
      expect(pairUp(once)).toEqual(once);
    }),
  );
});
