import { expect, test } from "bun:test";
import fc from "fast-check";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../../../src/json.ts";
import type {
  ContentBlock,
  MessageParam,
  MessagesRequest,
} from "../../../../../src/protocols/anthropic/request.ts";
import { openaiChat } from "../../../../../src/protocols/openai-chat/index.ts";
import type { ChatQuirks } from "../../../../../src/protocols/openai-chat/quirks.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { decodeContext, quirksWith } from "../../../../support/decode-context.ts";

/*
 * Whatever a client sends, the host gets a conversation that it accepts, and no word of it is lost but for what is
 * named: thinking that may not be replayed, blocks without a place, and results that a later one for the same call
 * replaces.
 */

const ids = fc.constantFrom("toolu_1", "toolu_2", "toolu_3", "functions.Read:0");
const word = fc.stringMatching(/^[a-z]{8}$/);
const text: fc.Arbitrary<ContentBlock> = fc.record({ type: fc.constant("text"), text: word });
const blank: fc.Arbitrary<ContentBlock> = fc.constant({ type: "text", text: " \n" });
const image: fc.Arbitrary<ContentBlock> = fc.constant({
  type: "image",
  source: { type: "base64", media_type: "image/png", data: "AA==" },
});
const result: fc.Arbitrary<ContentBlock> = fc.record({
  type: fc.constant("tool_result"),
  tool_use_id: ids,
  content: fc.oneof(word, fc.array(fc.oneof(text, image), { maxLength: 2 })),
  is_error: fc.boolean(),
});
const call: fc.Arbitrary<ContentBlock> = fc.record({
  type: fc.constant("tool_use"),
  id: ids,
  name: fc.constantFrom("Read", "Run", `mcp__server__${"x".repeat(70)}`),
  input: fc.record({ path: word }),
});
const thinking: fc.Arbitrary<ContentBlock> = fc.record({
  type: fc.constant("thinking"),
  thinking: word,
  signature: fc.constantFrom("", "EqQBsignedByAnother"),
});
const oddity: fc.Arbitrary<ContentBlock> = fc.constantFrom<ContentBlock>(
  { type: "redacted_thinking", data: "x" },
  { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "q" } },
  { type: "other", originalType: "container_upload", block: { type: "container_upload" } },
  { type: "document", source: { type: "url", url: "https://example.org/a.pdf" } },
  { type: "tool_reference", tool_name: "Run" },
);

function turn(
  role: MessageParam["role"],
  ...blocks: fc.Arbitrary<ContentBlock>[]
): fc.Arbitrary<MessageParam> {
  return fc.record({
    role: fc.constant(role),
    content: fc.oneof({ weight: 3, arbitrary: fc.array(fc.oneof(...blocks), { maxLength: 5 }) }, word),
  });
}

const messages = fc.array(
  fc.oneof(
    turn("user", text, blank, image, result, result, oddity),
    turn("assistant", text, blank, call, call, thinking, oddity),
    turn("system", text, blank),
  ),
  { maxLength: 10 },
);

const quirks: fc.Arbitrary<Partial<ChatQuirks>> = fc.record({
  midSystem: fc.constantFrom("user", "in_place"),
  reasoningReplay: fc.constantFrom("none", "content_always", "content_non_empty", "details", "think_tags"),
  toolIds: fc.constantFrom("max_40", "nine_alphanumeric"),
  emptyContent: fc.constantFrom(null, ""),
  fileParts: fc.boolean(),
});

function encode(turns: readonly MessageParam[], chat: Partial<ChatQuirks>): readonly JsonObject[] {
  const request: MessagesRequest = { model: "m", max_tokens: 100, messages: turns };
  const { body } = atOnce(openaiChat.encodeRequest(request, decodeContext({ quirks: quirksWith({ chat }) })));
  return Array.isArray(body.messages) ? body.messages.filter(isJsonObject) : [];
}

function callIds({ tool_calls }: JsonObject): readonly JsonValue[] {
  return Array.isArray(tool_calls) ? tool_calls.filter(isJsonObject).map(({ id }) => id ?? null) : [];
}

/** The words that a role says, in order. Tool results keep no order of words, only that of the calls. */
function wordsOf(sent: readonly JsonObject[], role: string): string {
  return sent
    .filter((message) => message.role === role)
    .map(({ content }) => JSON.stringify(content))
    .join(" ");
}

function appearInOrder(words: readonly string[], text: string): boolean {
  let from = 0;
  return words.every((each) => {
    const at = text.indexOf(each, from);
    from = at + each.length;
    return at >= 0;
  });
}

function spokenBy(turns: readonly MessageParam[], role: MessageParam["role"]): readonly string[] {
  return turns
    .filter((message) => message.role === role)
    .flatMap(({ content }) =>
      typeof content === "string" ? [content] : content.flatMap((b) => (b.type === "text" ? [b.text] : [])),
    )
    .filter((said) => said.trim() !== "");
}

test("every call is followed by exactly its results, in the order of the calls", () => {
  fc.assert(
    fc.property(messages, quirks, (turns, chat) => {
      const sent = encode(turns, chat);
      sent.forEach((message, at) => {
        const expected = callIds(message);
        const following = sent.slice(at + 1, at + 1 + expected.length);
        expect(following.map(({ role }) => role)).toEqual(expected.map(() => "tool"));
        expect(following.map(({ tool_call_id }) => tool_call_id ?? null)).toEqual([...expected]);
      });
      const calls = sent.flatMap(callIds).length;
      expect(sent.filter(({ role }) => role === "tool")).toHaveLength(calls);
    }),
  );
});

test("roles alternate, and no message is empty", () => {
  fc.assert(
    fc.property(messages, quirks, (turns, chat) => {
      const sent = encode(turns, chat);
      sent.forEach((message, at) => {
        const next = sent[at + 1]?.role;
        if (message.role === "user" || message.role === "assistant") expect(next).not.toBe(message.role);
        const says = message.content !== "" && message.content !== null;
        expect(says || callIds(message).length > 0).toBe(true);
      });
    }),
  );
});

test("what users and assistants say arrives, in order", () => {
  fc.assert(
    fc.property(messages, quirks, (turns, chat) => {
      const sent = encode(turns, chat);
      expect(appearInOrder(spokenBy(turns, "user"), wordsOf(sent, "user"))).toBe(true);
      expect(appearInOrder(spokenBy(turns, "assistant"), wordsOf(sent, "assistant"))).toBe(true);
    }),
  );
});

/** The same conversation with an id of its own for every call. */
function withDistinctCalls(turns: readonly MessageParam[]): readonly MessageParam[] {
  let count = 0;
  return turns.map((message) => {
    if (message.role !== "assistant" || typeof message.content === "string") return message;
    const content = message.content.map((block) =>
      block.type === "tool_use" ? { ...block, id: `toolu_own_${count++}` } : block,
    );
    return { ...message, content };
  });
}

test("every call arrives with its arguments, in order", () => {
  fc.assert(
    fc.property(messages.map(withDistinctCalls), quirks, (turns, chat) => {
      const given = encode(turns, chat)
        .flatMap(({ tool_calls }) => (Array.isArray(tool_calls) ? tool_calls.filter(isJsonObject) : []))
        .map((each) => (isJsonObject(each.function) ? each.function.arguments : undefined));
      const wanted = turns
        .filter(({ role }) => role === "assistant")
        .flatMap(({ content }) => (typeof content === "string" ? [] : content))
        .flatMap((block) => (block.type === "tool_use" ? [JSON.stringify(block.input)] : []));
      expect(given).toEqual(wanted);
    }),
  );
});

test("the same request always yields the same bytes", () => {
  fc.assert(
    fc.property(messages, quirks, (turns, chat) => {
      expect(JSON.stringify(encode(turns, chat))).toBe(JSON.stringify(encode(turns, chat)));
    }),
  );
});
