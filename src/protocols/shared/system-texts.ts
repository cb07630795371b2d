import type { MessagesRequest } from "../anthropic/request.ts";

/**
 * Claude Code's first system block. It names the client's version and changes with every conversation, so on another
 * host it would be read as part of the prompt and spoil the prefix cache (Claude Code 2.1.330, November 2026).
 */
const attributionPrefix = "x-anthropic-billing-header:";

/** The texts of a request's system prompt for a host that is not Anthropic, without attribution and empty ones. */
export function systemTexts(system: MessagesRequest["system"]): readonly string[] {
  if (system === undefined) return [];
  const texts = typeof system === "string" ? [system] : system.map((block) => block.text);
  return texts.filter((text) => text.trim() !== "" && !text.startsWith(attributionPrefix));
}
