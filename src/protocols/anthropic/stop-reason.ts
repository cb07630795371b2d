import type { JsonValue } from "../../json.ts";
import type { StopReason } from "./events.ts";

const stopReasons: ReadonlySet<string> = new Set<StopReason>([
  "end_turn",
  "max_tokens",
  "stop_sequence",
  "tool_use",
  "pause_turn",
  "refusal",
  "model_context_window_exceeded",
]);

function isStopReason(value: string): value is StopReason {
  return stopReasons.has(value);
}

/** A stop reason as it stands, or the nearest known one: new reasons may appear at any time. */
export function readStopReason(value: JsonValue | undefined): StopReason | undefined {
  if (typeof value !== "string") return undefined;
  return isStopReason(value) ? value : "end_turn";
}
