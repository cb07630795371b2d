import { emptyUsage, type Usage } from "../anthropic/events.ts";
import type { UsageMetadata } from "./read-chunk.ts";

/**
 * Usage in Anthropic's terms. Gemini's prompt count includes cached tokens and its candidates count excludes thoughts;
 * Anthropic has it the other way round in both. What built-in tools read (`toolUsePromptTokenCount`) is no part of the
 * prompt and stays out.
 */
export function readUsage(metadata: UsageMetadata | undefined): Usage {
  if (!metadata) return emptyUsage;
  const { prompt, cached, candidates, thoughts } = metadata;
  return {
    ...emptyUsage,
    input_tokens: Math.max(0, prompt - cached),
    cache_read_input_tokens: cached,
    output_tokens: candidates + thoughts,
    ...(thoughts > 0 && { output_tokens_details: { thinking_tokens: thoughts } }),
  };
}
