import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isJsonObject, type JsonObject } from "../../../../../src/json.ts";
import type {
  ContentBlock,
  MessageParam,
  MessagesRequest,
} from "../../../../../src/protocols/anthropic/request.ts";
import { openaiResponses } from "../../../../../src/protocols/openai-responses/index.ts";
import { backendMembers } from "../../../../../src/protocols/openai-responses/target/chatgpt-backend.ts";
import { signReasoning } from "../../../../../src/protocols/openai-responses/target/reasoning-carrier.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { decodeContext, quirksWith } from "../../../../support/decode-context.ts";
import { anyInput, anyText } from "../arbitrary-message.ts";

const provenance = { provider: "test-provider", model: "gpt-5.1" };
const toolId = fc.constantFrom("toolu_1", "toolu_2", "toolu_3", "y".repeat(80));
const toolName = fc.constantFrom("Read", "mcp__a__b", `mcp__${"s".repeat(60)}__tool`);

const signature = fc.constantFrom(
  "",
  "EqQBCgIYAhIkMGRl",
  signReasoning({ id: "rs_1", encrypted: "gAAAA" }, provenance),
  signReasoning({ encrypted: "gAAAA" }, { provider: "elsewhere", model: "gpt-5.1" }),
);

const anyBlock: fc.Arbitrary<ContentBlock> = fc.oneof(
  anyText.map((text) => ({ type: "text" as const, text })),
  fc.record({ type: fc.constant("thinking" as const), thinking: anyText, signature }),
  fc.constant<ContentBlock>({ type: "redacted_thinking", data: "x" }),
  fc.record({ type: fc.constant("tool_use" as const), id: toolId, name: toolName, input: anyInput }),
  fc.record({ type: fc.constant("tool_result" as const), tool_use_id: toolId, content: anyText }),
  fc.constant<ContentBlock>({
    type: "image",
    source: { type: "base64", media_type: "image/png", data: "AA==" },
  }),
  fc.constant<ContentBlock>({ type: "other", originalType: "tomorrow", block: {} }),
);

const anyRole = fc.constantFrom("user" as const, "assistant" as const, "system" as const);

const anyMessages: fc.Arbitrary<MessageParam[]> = fc.array(
  fc.record({ role: anyRole, content: fc.oneof(anyText, fc.array(anyBlock, { maxLength: 5 })) }),
  { maxLength: 10 },
);

const anyRequest: fc.Arbitrary<MessagesRequest> = fc.record(
  {
    model: fc.constant("any"),
    messages: anyMessages,
    max_tokens: fc.integer({ min: 1, max: 200_000 }),
    temperature: fc.double({ min: 0, max: 1, noNaN: true }),
    tools: fc.constant([{ kind: "custom" as const, name: "Read", input_schema: {} }]),
    thinking: fc.constantFrom(
      { type: "adaptive" },
      { type: "disabled" },
      { type: "enabled", budget_tokens: 9000 },
    ),
  },
  { requiredKeys: ["model", "messages"] },
);

function itemsOf(
  request: MessagesRequest,
  chatgptBackend: boolean,
): { body: JsonObject; items: JsonObject[] } {
  const quirks = quirksWith({ responses: { chatgptBackend } });
  const { body } = atOnce(
    openaiResponses.encodeRequest(request, decodeContext({ model: "gpt-5.1", provenance, quirks })),
  );
  return { body, items: Array.isArray(body.input) ? body.input.filter(isJsonObject) : [] };
}

describe("any request", () => {
  test("is sent with each call followed by its one output, and no id too long", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { items } = itemsOf(request, false);
        expect(items.length).toBeGreaterThan(0);
        const open = new Set<unknown>();
        const seen = new Set<unknown>();
        for (const { type, call_id, role } of items) {
          if (type === "function_call") {
            expect(seen.has(call_id)).toBe(false);
            expect(String(call_id).length).toBeLessThanOrEqual(64);
            seen.add(call_id);
            open.add(call_id);
          } else if (type === "function_call_output") {
            expect(open.delete(call_id)).toBe(true);
          } else if (role === "user" || role === "developer") {
            // Nobody speaks between a turn's calls and their outputs.
            expect(open.size).toBe(0);
          }
        }
        expect(open.size).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test("never replays reasoning of another maker, nor reasoning that led to nothing", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { items } = itemsOf(request, false);
        for (const [position, item] of items.entries()) {
          if (item.type !== "reasoning") continue;
          expect(item).toEqual({ type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAA" });
          expect(["reasoning", "message", "function_call"]).toContain(String(items[position + 1]?.type));
          expect(items[position + 1]?.role ?? "assistant").toBe("assistant");
        }
      }),
    );
  });

  test("holds for the ChatGPT backend only what it allows", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { body, items } = itemsOf(request, true);
        expect(Object.keys(body).filter((key) => !backendMembers.has(key))).toEqual([]);
        expect(body).toMatchObject({ store: false, stream: true });
        expect(String(body.instructions).trim()).not.toBe("");
        expect(items.map(({ role }) => role)).not.toContain("system");
      }),
    );
  });

  test("is encoded the same every time: the provider's prompt cache lives on it", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(itemsOf(request, false).body).toEqual(itemsOf(request, false).body);
      }),
    );
  });
});
