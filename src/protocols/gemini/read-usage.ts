import type { Usage } from "../anthropic/events.ts";
import { emptyUsage } from "../anthropic/events.ts";
import type { UsageMetadata } from "./read-chunk.ts";

/**
 * Usage in Anthropic's terms. Gemini's prompt count includes cached tokens and its candidates count excludes thoughts;
 * Anthropic has it the other way round in both. What built-in tools read (`toolUsePromptTokenCount`) is no part of the
 * prompt and stays out.
 */
export function readUsage(metadata: UsageMetadata): Usage {
  const cached = metadata.cachedContentTokenCount ?? 0;
  const thoughts = metadata.thoughtsTokenCount ?? 0;
  return {
    ...emptyUsage,
    input_tokens: Math.max(0, (metadata.promptTokenCount ?? 0) - cached),
    cache_read_input_tokens: cached,
    output_tokens: (metadata.candidatesTokenCount ?? 0) + thoughts,
    ...(thoughts > 0 && { output_tokens_details: { thinking_tokens: thoughts } }),
  };
}

/** Whether a chunk's usage counts: every chunk may have one, and some tell nothing but the kind of traffic. */
export function tellsUsage(metadata: UsageMetadata | undefined): metadata is UsageMetadata {
  return metadata?.promptTokenCount !== undefined;
}
