import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isJsonObject, type JsonObject } from "../../../../src/json.ts";
import type {
  ContentBlock,
  MessageParam,
  MessagesRequest,
} from "../../../../src/protocols/anthropic/request.ts";
import { gemini } from "../../../../src/protocols/gemini/index.ts";
import { atOnce } from "../../../../src/sliced.ts";
import { decodeContext } from "../../../support/decode-context.ts";

/*
 * Whatever a client sends, Gemini gets a conversation by its rules, and the words and calls in it are all there but for
 * what the translation says it drops.
 */

const ids = fc.constantFrom("toolu_1", "toolu_2", "toolu_3", "toolu_4");
const word = fc.stringMatching(/^[a-z]{8}$/);
const text: fc.Arbitrary<ContentBlock> = fc.record({
  type: fc.constant("text"),
  text: fc.oneof(word, fc.constant("")),
});
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
  name: fc.constantFrom("Read", "3d print", `mcp__server__${"x".repeat(70)}`),
  input: fc.record({ path: word }),
});
const thinking: fc.Arbitrary<ContentBlock> = fc.record({
  type: fc.constant("thinking"),
  thinking: word,
  signature: fc.constantFrom("", "EqQBsignedByAnother", "ccm1.damaged"),
});
const oddity: fc.Arbitrary<ContentBlock> = fc.constantFrom<ContentBlock>(
  { type: "redacted_thinking", data: "x" },
  { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "q" } },
  { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: { error_code: "unavailable" } },
  { type: "other", originalType: "container_upload", block: { type: "container_upload" } },
  { type: "document", source: { type: "url", url: "https://example.org/a.pdf" } },
  { type: "tool_reference", tool_name: "Run" },
);

function turn(
  role: MessageParam["role"],
  ...blocks: fc.Arbitrary<ContentBlock>[]
): fc.Arbitrary<MessageParam> {
  const content = fc.oneof(fc.array(fc.oneof(...blocks), { maxLength: 5 }), word);
  return fc.record({ role: fc.constant(role), content });
}

const messages = fc.array(
  fc.oneof(
    turn("user", text, image, result, result, oddity),
    turn("assistant", text, call, call, thinking, oddity),
    turn("system", text),
  ),
  { maxLength: 10 },
);
const models = fc.constantFrom("gemini-2.5-pro", "gemini-3-pro-preview");

interface Turn {
  readonly role: unknown;
  readonly parts: readonly JsonObject[];
}

function encode(turns: readonly MessageParam[], model: string): readonly Turn[] {
  const request: MessagesRequest = { model: "m", max_tokens: 100, messages: turns };
  const { contents } = atOnce(gemini.encodeRequest(request, decodeContext({ model }))).body;
  if (!Array.isArray(contents)) throw new Error("no contents");
  return contents.filter(isJsonObject).map(({ role, parts }) => ({
    role,
    parts: Array.isArray(parts) ? parts.filter(isJsonObject) : [],
  }));
}

function names(parts: readonly JsonObject[], key: "functionCall" | "functionResponse"): readonly unknown[] {
  return parts.flatMap((part) => (isJsonObject(part[key]) ? [part[key].name] : []));
}

function saidBy(turns: readonly MessageParam[], role: MessageParam["role"]): readonly string[] {
  return turns
    .filter((message) => message.role === role)
    .flatMap(({ content }) =>
      typeof content === "string"
        ? [content]
        : content.map((block) => (block.type === "text" ? block.text : "")),
    )
    .filter((words) => words !== "");
}

describe("a random request", () => {
  const check = (holds: (turns: readonly MessageParam[], contents: readonly Turn[], model: string) => void) =>
    fc.assert(
      fc.property(messages, models, (turns, model) => holds(turns, encode(turns, model), model)),
      { numRuns: 300 },
    );

  test("has alternating roles, begins with the user, and says something in every turn", () => {
    check((_, contents) => {
      contents.forEach(({ role, parts }, at) => {
        expect(role).toBe(at % 2 === 0 ? "user" : "model");
        expect(parts.length).toBeGreaterThan(0);
      });
      expect(contents.length).toBeGreaterThan(0);
    });
  });

  test("answers every call in the next turn, in order, before anything else", () => {
    check((_, contents) => {
      contents.forEach(({ role, parts }, at) => {
        const calls = role === "model" ? names(parts, "functionCall") : [];
        const next = contents[at + 1]?.parts ?? [];
        if (role === "model") {
          expect(names(next, "functionResponse")).toEqual([...calls]);
          expect(names(next.slice(0, calls.length), "functionResponse")).toHaveLength(calls.length);
        }
      });
      expect(names(contents[0]?.parts ?? [], "functionResponse")).toEqual([]);
    });
  });

  test("signs the first call of every step where signatures are checked, and none elsewhere", () => {
    check((_, contents, model) => {
      for (const { parts } of contents) {
        const calls = parts.filter((part) => part.functionCall !== undefined);
        const signed = calls.map((part) => part.thoughtSignature !== undefined);
        expect(signed).toEqual(calls.map((_, at) => at === 0 && model.startsWith("gemini-3")));
      }
    });
  });

  test("keeps every word of users and assistants, in order", () => {
    check((turns, contents) => {
      for (const [role, wireRole] of [
        ["user", "user"],
        ["assistant", "model"],
      ] as const) {
        const sent = contents
          .flatMap(({ role, parts }) => (role === wireRole ? [JSON.stringify(parts)] : []))
          .join();
        let from = 0;
        for (const words of saidBy(turns, role)) {
          from = sent.indexOf(words, from);
          expect(from).toBeGreaterThanOrEqual(0);
        }
      }
    });
  });

  test("names what it drops", () => {
    check((turns, _, model) => {
      const request: MessagesRequest = { model: "m", max_tokens: 100, messages: turns };
      const { dropped } = atOnce(gemini.encodeRequest(request, decodeContext({ model })));
      const blocks = turns.flatMap(({ role, content }) =>
        typeof content === "string" || role === "system" ? [] : content.map((block) => block.type as string),
      );
      if (blocks.includes("other")) expect(dropped).toContain("block:container_upload");
      if (blocks.includes("thinking")) expect(dropped).toContain("thinking");
    });
  });

  test("always yields the same bytes", () => {
    check((turns, contents, model) => {
      expect(JSON.stringify(encode(turns, model))).toBe(JSON.stringify(contents));
    });
  });
});
