import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { Usage } from "../../anthropic/events.ts";
import type { MessagesRequest } from "../../anthropic/request.ts";

function firstCount(...values: readonly (JsonValue | undefined)[]): number {
  for (const value of values) if (typeof value === "number" && value >= 0) return Math.round(value);
  return 0;
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/**
 * Anthropic counts fresh, cached and newly cached input apart; OpenAI's `prompt_tokens` holds them all. Cached tokens
 * are found at `prompt_tokens_details` (OpenAI and most; Mistral also spells it `prompt_token_details`), at
 * `prompt_cache_hit_tokens` (DeepSeek), `cached_tokens` (Moonshot) and `num_cached_tokens` (Mistral).
 */
export function decodeUsage(usage: JsonObject, reasoningOutsideCompletion: boolean): Usage {
  const prompt = objectIn(usage.prompt_tokens_details ?? usage.prompt_token_details);
  const reasoning = firstCount(objectIn(usage.completion_tokens_details).reasoning_tokens);
  const read = firstCount(
    prompt.cached_tokens,
    usage.prompt_cache_hit_tokens,
    usage.cached_tokens,
    usage.num_cached_tokens,
  );
  const written = firstCount(prompt.cache_write_tokens);
  const input = firstCount(usage.prompt_tokens);
  const fresh = input - read - written;
  return {
    // xAI has been seen to count cached tokens beside the prompt instead of inside it.
    input_tokens: fresh >= 0 ? fresh : input,
    output_tokens: firstCount(usage.completion_tokens) + (reasoningOutsideCompletion ? reasoning : 0),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    ...(reasoning > 0 && { output_tokens_details: { thinking_tokens: reasoning } }),
  };
}

const charactersPerToken = 4;

/** Characters of a value's JSON but for escapes; to write a large conversation only to measure it would take too long. */
function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return String(value ?? null).length;
  let length = 1;
  for (const [key, member] of Object.entries(value))
    length += lengthOf(member) + (Array.isArray(value) ? 1 : key.length + 4);
  return Math.max(length, 2);
}

/**
 * A rough count for a host that reports none: Claude Code compacts its context by these numbers, so zeros would let it
 * run into the limit.
 */
export function estimateUsage({ messages, system, tools }: MessagesRequest, outputLength: number): Usage {
  const inputLength = lengthOf([messages, system, tools]);
  return {
    input_tokens: Math.ceil(inputLength / charactersPerToken),
    output_tokens: Math.ceil(outputLength / charactersPerToken),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
}
