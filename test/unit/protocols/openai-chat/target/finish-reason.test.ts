import { describe, expect, test } from "bun:test";
import {
  type AnswerFacts,
  stopReasonOf,
} from "../../../../../src/protocols/openai-chat/target/finish-reason.ts";

const text: AnswerFacts = { finishReason: "stop", sawTool: false, callsAreWhole: true, refused: false };
const tool: AnswerFacts = { ...text, sawTool: true };

const cases: readonly (readonly [string, AnswerFacts, string])[] = [
  ["stop", text, "end_turn"],
  ["stop beside a call", tool, "tool_use"],
  ["tool_calls beside none", { ...text, finishReason: "tool_calls" }, "end_turn"],
  ["no reason at all", { ...text, finishReason: undefined }, "end_turn"],
  ["an unknown reason", { ...text, finishReason: "eos" }, "end_turn"],
  ["length", { ...text, finishReason: "length" }, "max_tokens"],
  ["Mistral's model_length", { ...text, finishReason: "model_length" }, "max_tokens"],
  ["length just after a whole call", { ...tool, finishReason: "length" }, "tool_use"],
  ["length inside a call", { ...tool, finishReason: "length", callsAreWhole: false }, "max_tokens"],
  ["content_filter", { ...text, finishReason: "content_filter" }, "refusal"],
  ["content_filter beside a call", { ...tool, finishReason: "content_filter" }, "refusal"],
  ["z.ai's sensitive", { ...text, finishReason: "sensitive" }, "refusal"],
  ["a refusal in words", { ...text, refused: true }, "refusal"],
  [
    "a full context",
    { ...text, finishReason: "model_context_window_exceeded" },
    "model_context_window_exceeded",
  ],
];

describe("the stop reason follows from what the answer held", () => {
  for (const [name, facts, expected] of cases)
    test(name, () => {
      expect(stopReasonOf(facts)).toBe(expected as ReturnType<typeof stopReasonOf>);
    });
});
