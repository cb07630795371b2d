/*
 * Why Gemini stopped, in Anthropic's terms. Source: @google/genai 2.32.0 `FinishReason`, November 2026.
 */

/** What follows from a finish reason. */
export type Finish =
  | "end_turn"
  | "max_tokens"
  /** A policy stop. */
  | "refusal"
  /** An end that says nothing about the answer: fine after an answer, a failure without one. */
  | "unclear"
  /** The model broke off in a tool call that cannot be read. */
  | "broken_call";

const finishes: Readonly<Record<string, Finish>> = {
  // Also after a stop sequence: Gemini does not tell which.
  STOP: "end_turn",
  MAX_TOKENS: "max_tokens",
  CONTINUATION: "max_tokens",
  SAFETY: "refusal",
  RECITATION: "refusal",
  BLOCKLIST: "refusal",
  PROHIBITED_CONTENT: "refusal",
  SPII: "refusal",
  MODEL_ARMOR: "refusal",
  IMAGE_SAFETY: "refusal",
  IMAGE_PROHIBITED_CONTENT: "refusal",
  IMAGE_RECITATION: "refusal",
  MALFORMED_FUNCTION_CALL: "broken_call",
  UNEXPECTED_TOOL_CALL: "broken_call",
  TOO_MANY_TOOL_CALLS: "broken_call",
};

/** What follows from a finish reason; one that is new, or as vague as `OTHER`, is unclear. */
export function readFinishReason(reason: string): Finish {
  return Object.hasOwn(finishes, reason) ? (finishes[reason] ?? "unclear") : "unclear";
}
