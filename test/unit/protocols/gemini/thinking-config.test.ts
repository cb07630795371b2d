import { describe, expect, test } from "bun:test";
import type { MessagesRequest } from "../../../../src/protocols/anthropic/request.ts";
import { modelTraits } from "../../../../src/protocols/gemini/model-traits.ts";
import { outputTokens, planThinking } from "../../../../src/protocols/gemini/thinking-config.ts";
import type { TranslationContext } from "../../../../src/protocols/protocol.ts";
import { decodeContext } from "../../../support/decode-context.ts";

type Asked = Pick<MessagesRequest, "thinking" | "output_config">;

function plan(model: string, asked: Asked, overrides: Partial<TranslationContext> = {}) {
  const request: MessagesRequest = { model: "m", messages: [], ...asked };
  return planThinking(request, decodeContext({ model, ...overrides }), modelTraits(model));
}

const budgetOf = (tokens: number): Asked => ({ thinking: { type: "enabled", budget_tokens: tokens } });
const effort = (effort: "low" | "medium" | "high" | "xhigh" | "max"): Asked => ({
  thinking: { type: "adaptive" },
  output_config: { effort },
});
const off: Asked = { thinking: { type: "disabled" } };

describe("planThinking", () => {
  test.each<[string, Asked, object | undefined]>([
    ["gemini-2.5-pro", budgetOf(2_000), { thinkingBudget: 2_000, includeThoughts: true }],
    ["gemini-2.5-pro", budgetOf(64_000), { thinkingBudget: 32_768, includeThoughts: true }],
    ["gemini-2.5-pro", off, { thinkingBudget: 128 }],
    ["gemini-2.5-flash", budgetOf(64_000), { thinkingBudget: 24_576, includeThoughts: true }],
    ["gemini-2.5-flash", off, { thinkingBudget: 0 }],
    ["gemini-2.5-flash-lite", budgetOf(100), { thinkingBudget: 512, includeThoughts: true }],
    ["gemini-2.5-pro", effort("low"), { thinkingBudget: 1_024, includeThoughts: true }],
    ["gemini-2.5-pro", effort("medium"), { thinkingBudget: 8_192, includeThoughts: true }],
    ["gemini-2.5-pro", effort("high"), { thinkingBudget: 24_576, includeThoughts: true }],
    ["gemini-2.5-pro", effort("max"), { thinkingBudget: 32_768, includeThoughts: true }],
    ["gemini-3-pro-preview", effort("low"), { thinkingLevel: "low", includeThoughts: true }],
    ["gemini-3-pro-preview", effort("medium"), { thinkingLevel: "high", includeThoughts: true }],
    ["gemini-3-pro-preview", off, { thinkingLevel: "low" }],
    ["gemini-3.1-pro-preview", effort("medium"), { thinkingLevel: "medium", includeThoughts: true }],
    ["gemini-3-flash-preview", off, { thinkingLevel: "minimal" }],
    ["models/gemini-3.5-flash-lite", off, { thinkingLevel: "minimal" }],
    ["gemini-3.7-flash", off, { thinkingLevel: "low" }],
    ["gemini-flash-latest", effort("xhigh"), { thinkingLevel: "high", includeThoughts: true }],
    ["gemini-4-argon", budgetOf(1_024), { thinkingLevel: "low", includeThoughts: true }],
    ["gemini-3-flash-preview", budgetOf(1_024), { thinkingLevel: "minimal", includeThoughts: true }],
    ["gemini-3-flash-preview", budgetOf(8_192), { thinkingLevel: "low", includeThoughts: true }],
    ["gemini-3-flash-preview", budgetOf(16_384), { thinkingLevel: "medium", includeThoughts: true }],
    ["gemini-3-flash-preview", budgetOf(16_385), { thinkingLevel: "high", includeThoughts: true }],
    ["gemini-3-flash-preview", { thinking: { type: "adaptive" } }, { includeThoughts: true }],
    ["gemini-3-flash-preview", { thinking: { type: "adaptive", display: "omitted" } }, undefined],
    ["gemini-3-flash-preview", { thinking: { type: "between_tools" } }, { thinkingLevel: "minimal" }],
    ["gemini-3-flash-preview", { output_config: { effort: "low" } }, { thinkingLevel: "low" }],
    ["gemini-3-flash-preview", {}, undefined],
    ["gemini-2.5-flash", {}, undefined],
    ["gemini-2.0-flash", budgetOf(2_000), undefined],
    ["gemini-2.5-flash-image", budgetOf(2_000), undefined],
    ["gemma-4-26b-a4b-it", effort("high"), undefined],
  ])("%s asked for %j is told %j", (model, asked, expected) => {
    expect(plan(model, asked).config as unknown).toEqual(expected);
  });

  test("lets the mapping's effort win", () => {
    expect(plan("gemini-3-flash-preview", budgetOf(31_999), { reasoningEffort: "low" }).config).toEqual({
      thinkingLevel: "low",
      includeThoughts: true,
    });
    expect(plan("gemini-2.5-flash", effort("max"), { reasoningEffort: "none" }).config).toEqual({
      thinkingBudget: 0,
    });
  });
});

describe("outputTokens", () => {
  const silent = (model: string) => plan(model, {});

  test("adds room for thoughts that the client does not expect", () => {
    expect(outputTokens(60, silent("gemini-3-pro-preview"), 65_536)).toBe(60 + 8_192);
    expect(outputTokens(60, plan("gemini-3-pro-preview", off), 65_536)).toBe(60 + 4_096);
    expect(outputTokens(60, plan("gemini-2.5-flash", off), 65_536)).toBe(60);
    expect(outputTokens(60, silent("gemini-2.0-flash"), 8_192)).toBe(60);
  });

  test("takes a client that asked for thinking at its word, unless thoughts would use up all of it", () => {
    expect(outputTokens(32_000, plan("gemini-2.5-pro", budgetOf(31_999)), 65_536)).toBe(32_000);
    expect(outputTokens(32_000, plan("gemini-3-pro-preview", effort("high")), 65_536)).toBe(32_000);
    expect(outputTokens(1_000, plan("gemini-3-pro-preview", effort("high")), 65_536)).toBe(1_000 + 16_384);
  });

  test("stays within the limit, and above 0", () => {
    expect(outputTokens(64_000, silent("gemini-3-pro-preview"), 65_536)).toBe(65_536);
    expect(outputTokens(0, silent("gemini-3-pro-preview"), 65_536)).toBe(1);
    expect(outputTokens(undefined, silent("gemini-3-pro-preview"), 65_536)).toBeUndefined();
  });
});
