import type { JsonObject } from "../../../json.ts";
import type { Usage } from "../../anthropic/events.ts";

/**
 * Usage in OpenAI's terms, whose `input_tokens` hold the cached ones. The details are always numbers: Codex takes a
 * details object without them for a broken answer and repeats the request.
 */
export function encodeResponsesUsage(usage: Usage): JsonObject {
  const cached_tokens = usage.cache_read_input_tokens;
  const cache_write_tokens = usage.cache_creation_input_tokens;
  const input_tokens = usage.input_tokens + cached_tokens + cache_write_tokens;
  return {
    input_tokens,
    input_tokens_details: { cached_tokens, cache_write_tokens },
    output_tokens: usage.output_tokens,
    output_tokens_details: { reasoning_tokens: usage.output_tokens_details?.thinking_tokens ?? 0 },
    total_tokens: input_tokens + usage.output_tokens,
  };
}
