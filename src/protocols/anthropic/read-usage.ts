import { isJsonObject, type JsonValue } from "../../json.ts";
import type { Usage } from "./events.ts";

function count(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}

/** Reads a `usage` object over what is known so far; `message_delta` repeats and corrects `message_start`. */
export function readUsage(value: JsonValue | undefined, known: Usage): Usage {
  if (!isJsonObject(value)) return known;
  const details = isJsonObject(value.output_tokens_details) ? value.output_tokens_details : undefined;
  const server = isJsonObject(value.server_tool_use) ? value.server_tool_use : undefined;
  const created = isJsonObject(value.cache_creation) ? value.cache_creation : undefined;
  const thinking = count(details?.thinking_tokens);
  const searches = count(server?.web_search_requests);
  return {
    ...known,
    input_tokens: count(value.input_tokens) ?? known.input_tokens,
    output_tokens: count(value.output_tokens) ?? known.output_tokens,
    cache_creation_input_tokens:
      count(value.cache_creation_input_tokens) ?? known.cache_creation_input_tokens,
    cache_read_input_tokens: count(value.cache_read_input_tokens) ?? known.cache_read_input_tokens,
    ...(created && {
      cache_creation: {
        ephemeral_5m_input_tokens: count(created.ephemeral_5m_input_tokens) ?? 0,
        ephemeral_1h_input_tokens: count(created.ephemeral_1h_input_tokens) ?? 0,
      },
    }),
    ...(thinking !== undefined && { output_tokens_details: { thinking_tokens: thinking } }),
    ...(searches !== undefined && { server_tool_use: { web_search_requests: searches } }),
  };
}
