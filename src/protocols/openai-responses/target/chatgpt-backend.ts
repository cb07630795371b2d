/*
 * What the ChatGPT (Codex) backend wants beyond the public API, as seen from May to August 2026. It answers 400
 * "Unsupported parameter" to any other member.
 */

/** The members that its own client sends. */
export const backendMembers: ReadonlySet<string> = new Set([
  "model",
  "instructions",
  "input",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "store",
  "stream",
  "include",
  "prompt_cache_key",
  "text",
  "service_tier",
  "client_metadata",
]);

/** It answers 400 "Instructions are required" to an empty prompt. */
export const fallbackInstructions = "Follow the user's instructions.";
