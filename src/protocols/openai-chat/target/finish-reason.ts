import type { FailureKind } from "../../../errors.ts";
import type { StopReason } from "../../anthropic/events.ts";

/** Finish reasons of OpenAI and of the hosts named; any other means that the model came to an end. */
const stopReasons: ReadonlyMap<string, StopReason> = new Map([
  ["length", "max_tokens"],
  ["max_tokens", "max_tokens"],
  ["model_length", "max_tokens"], // Mistral
  ["content_filter", "refusal"],
  ["sensitive", "refusal"], // z.ai
  ["refusal", "refusal"],
  ["model_context_window_exceeded", "model_context_window_exceeded"],
]);

/** Finish reasons that are no end but a failure; undefined leaves the kind to the error that came with it. */
const failureReasons: ReadonlyMap<string, FailureKind | undefined> = new Map<string, FailureKind | undefined>(
  [
    ["error", undefined], // OpenRouter
    ["insufficient_system_resource", "overloaded"], // DeepSeek
    ["network_error", "server_error"], // z.ai
  ],
);

/** Whether this finish reason says that the answer failed. */
export function isFailureReason(finishReason: string): boolean {
  return failureReasons.has(finishReason);
}

/** The kind of failure that the finish reason itself states. */
export function failureKindOf(finishReason: string): FailureKind | undefined {
  return failureReasons.get(finishReason);
}

/** What an answer held, as far as it bears on its stop reason. */
export interface AnswerFacts {
  readonly finishReason: string | undefined;
  readonly sawTool: boolean;
  /** Whether the arguments of every call are complete JSON. */
  readonly callsAreWhole: boolean;
  readonly refused: boolean;
}

/**
 * The stop reason of an answer. Hosts say `stop` beside tool calls and `tool_calls` beside none: the blocks decide.
 * An answer that met its limit just after a complete call still calls.
 */
export function stopReasonOf({ finishReason, sawTool, callsAreWhole, refused }: AnswerFacts): StopReason {
  const stated = stopReasons.get(finishReason ?? "") ?? "end_turn";
  if (stated === "refusal" || (refused && !sawTool)) return "refusal";
  if (!sawTool) return stated;
  return stated === "end_turn" || callsAreWhole ? "tool_use" : stated;
}
