import type { Usage } from "../protocols/anthropic/events.ts";
import type { TokenUsage } from "../usage/record.ts";

/** The hub's usage as the ledger keeps it; cache writes of unknown life count as the five-minute kind, the default. */
export function tokenUsage(usage: Usage): TokenUsage {
  const longWrites = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens,
    cacheWrite5m: Math.max(0, usage.cache_creation_input_tokens - longWrites),
    cacheWrite1h: longWrites,
    reasoning: usage.output_tokens_details?.thinking_tokens,
    webSearches: usage.server_tool_use?.web_search_requests,
  };
}
