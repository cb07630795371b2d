import type { StopReason } from "../../anthropic/events.ts";
import type { AnswerForm } from "./decode-request.ts";

const finishReasons: Readonly<Record<StopReason, string>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};

/** Why the answer ended, in OpenAI's words. */
export function encodeFinishReason(stopReason: StopReason | null, { legacyCalls }: AnswerForm): string {
  if (stopReason === "tool_use" && legacyCalls) return "function_call";
  return finishReasons[stopReason ?? "end_turn"];
}
