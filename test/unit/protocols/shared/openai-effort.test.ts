import { describe, expect, test } from "bun:test";
import type { Effort, MessagesRequest } from "../../../../src/protocols/anthropic/request.ts";
import {
  effortFromBudget,
  effortOf,
  isOpenaiReasoningModel,
  openaiEffort,
} from "../../../../src/protocols/shared/openai-effort.ts";

describe("an effort is moved to one that the model accepts", () => {
  const cases: readonly (readonly [string, Effort, Effort | undefined])[] = [
    ["o4-mini", "max", "high"],
    ["o3", "none", "low"],
    ["gpt-5", "none", "minimal"],
    ["gpt-5-mini", "xhigh", "high"],
    ["gpt-5.1", "minimal", "none"],
    ["gpt-5.1", "xhigh", "high"],
    ["gpt-5.1-codex", "none", "low"],
    ["gpt-5.1-codex-max", "max", "xhigh"],
    ["gpt-5.2", "xhigh", "xhigh"],
    ["gpt-5.6-sol", "max", "max"],
    ["gpt-6.1-sol", "none", "low"],
    ["openai/gpt-oss-120b", "xhigh", "high"],
    ["gpt-5.1-chat-latest", "high", undefined],
    ["gpt-4.1", "high", undefined],
    ["llama-4", "high", undefined],
  ];
  for (const [model, wanted, sent] of cases)
    test(`${model}: ${wanted} becomes ${sent}`, () => {
      expect(openaiEffort(model, wanted)).toBe(sent);
    });
});

test("where nothing is wanted nothing is sent", () => {
  expect(openaiEffort("gpt-5.1", undefined)).toBeUndefined();
});

test("OpenAI's reasoning models are told from its others and from everyone else's", () => {
  for (const model of ["o1", "o4-mini", "gpt-5", "gpt-5.1-codex", "gpt-6.1-sol", "openai/gpt-5", "gpt-10"])
    expect(isOpenaiReasoningModel(model)).toBe(true);
  for (const model of [
    "gpt-4.1",
    "gpt-4o",
    "gpt-5-chat-latest",
    "gpt-5.1-chat-latest",
    "llama-4",
    "olmo-2",
    "gpt-oss-20b",
  ])
    expect(isOpenaiReasoningModel(model)).toBe(false);
});

test("a budget reads as the effort whose step it stands on", () => {
  const read = [0, 1, 512, 513, 1024, 8192, 8193, 24576, 24577].map(effortFromBudget);
  expect(read).toEqual(["none", "minimal", "minimal", "low", "low", "medium", "high", "high", "xhigh"]);
});

test("the mapping's effort wins, then disabled thinking, then the effort asked for, then the budget", () => {
  const request = (over: Partial<MessagesRequest>): MessagesRequest => ({
    model: "m",
    messages: [],
    ...over,
  });
  const output_config = { effort: "low" } as const;
  const off = { type: "disabled" };
  const budget = { type: "enabled", budget_tokens: 8192 };
  expect(effortOf(request({ thinking: off, output_config }), "max")).toBe("max");
  expect(effortOf(request({ thinking: off, output_config }))).toBe("none");
  expect(effortOf(request({ thinking: budget, output_config }))).toBe("low");
  expect(effortOf(request({ thinking: budget }))).toBe("medium");
  expect(effortOf(request({ thinking: { type: "adaptive" } }))).toBeUndefined();
});
