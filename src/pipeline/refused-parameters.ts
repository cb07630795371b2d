import type { Target } from "../chain/target.ts";
import type { UpstreamFailure } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../json.ts";

/*
 * Hosts drop and forbid parameters faster than a table can follow. What one says it does not take is left out of what
 * ccm itself writes, at once and from then on; a relayed request stays the client's own.
 */

/** What may be left out: the answer is the same kind of answer without it. Neither tools nor formats are among them. */
const dispensable: ReadonlySet<string> = new Set([
  "chat_template_kwargs",
  "enable_thinking",
  "include",
  "max_completion_tokens",
  "max_output_tokens",
  "max_tokens",
  "metadata",
  "parallel_tool_calls",
  "prompt_cache_key",
  "reasoning",
  "reasoning_effort",
  "service_tier",
  "stop",
  "store",
  "stream_options",
  "temperature",
  "thinking",
  "thinking_budget",
  "top_k",
  "top_p",
  "user",
]);

/** What targets have refused so far. */
export interface RefusedParameters {
  /** Takes in a refusal. True when it was news, and the parameter will be left out. */
  note(target: Target, failure: UpstreamFailure): boolean;
  /** A request's body without what its target refuses, and the names of what it held of that. */
  leaveOut(target: Target, body: JsonObject): { readonly body: JsonObject; readonly left: readonly string[] };
}

const mostTargets = 500;

function without(body: JsonObject, [key = "", ...deeper]: readonly string[]): JsonObject {
  const { [key]: value, ...rest } = body;
  if (deeper.length === 0) return rest;
  return isJsonObject(value) ? { ...body, [key]: without(value, deeper) } : body;
}

function holds(body: JsonObject, [key = "", ...deeper]: readonly string[]): boolean {
  const value = body[key];
  if (deeper.length === 0) return value !== undefined;
  return isJsonObject(value) && holds(value, deeper);
}

/** The memory of one daemon. */
export function createRefusedParameters(): RefusedParameters {
  const refused = new Map<string, ReadonlySet<string>>();
  const nameOf = ({ baseUrl, mapping }: Target): string => `${mapping.actualModel} ${baseUrl}`;
  return {
    note(target, { parameter }) {
      if (parameter === undefined || !dispensable.has(parameter.split(".")[0] ?? "")) return false;
      const name = nameOf(target);
      const known = refused.get(name) ?? new Set();
      if (known.has(parameter)) return false;
      refused.set(name, new Set([...known, parameter]));
      const [oldest] = refused.keys();
      if (refused.size > mostTargets && oldest !== undefined) refused.delete(oldest);
      return true;
    },
    leaveOut(target, body) {
      const left = [...(refused.get(nameOf(target)) ?? [])].filter((name) => holds(body, name.split(".")));
      return { left, body: left.reduce((rest, name) => without(rest, name.split(".")), body) };
    },
  };
}
