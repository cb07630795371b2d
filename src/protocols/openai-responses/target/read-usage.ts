import type { JsonValue } from "../../../json.ts";
import { emptyUsage, type Usage } from "../../anthropic/events.ts";
import { objectOf } from "./read-event.ts";

function count(value: JsonValue | undefined): number {
  return typeof value === "number" && value > 0 ? Math.floor(value) : 0;
}

/**
 * Usage in the hub's terms. OpenAI's `input_tokens` holds the cached tokens too; `usage` and its details may be null.
 */
export function readResponsesUsage(value: JsonValue | undefined, searches: number): Usage {
  const usage = objectOf(value);
  const { cached_tokens, cache_write_tokens } = objectOf(usage.input_tokens_details);
  const reasoning = count(objectOf(usage.output_tokens_details).reasoning_tokens);
  const cached = count(cached_tokens);
  const written = count(cache_write_tokens);
  return {
    ...emptyUsage,
    input_tokens: Math.max(0, count(usage.input_tokens) - cached - written),
    output_tokens: count(usage.output_tokens),
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: written,
    ...(reasoning > 0 && { output_tokens_details: { thinking_tokens: reasoning } }),
    ...(searches > 0 && { server_tool_use: { web_search_requests: searches } }),
  };
}
