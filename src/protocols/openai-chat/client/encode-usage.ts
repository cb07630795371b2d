import type { JsonObject } from "../../../json.ts";
import type { Usage } from "../../anthropic/events.ts";

/** Anthropic's counts as OpenAI's: all input together, and how much of it was cached. */
export function encodeUsage(usage: Usage): JsonObject {
  const { cache_creation_input_tokens: written, cache_read_input_tokens: read } = usage;
  const prompt = usage.input_tokens + read + written;
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.output_tokens,
    total_tokens: prompt + usage.output_tokens,
    prompt_tokens_details: { cached_tokens: read, ...(written > 0 && { cache_write_tokens: written }) },
    completion_tokens_details: { reasoning_tokens: usage.output_tokens_details?.thinking_tokens ?? 0 },
  };
}
