import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";

/** Members in which the clients' formats stream a text piece by piece. */
const pieces: ReadonlySet<string> = new Set([
  "text",
  "thinking",
  "partial_json",
  "content",
  "reasoning_content",
  "arguments",
  "delta",
  "refusal",
]);

/** Members that differ from event to event and mean nothing to a reader. */
const counters: ReadonlySet<string> = new Set(["sequence_number", "obfuscation"]);

function joinObjects(one: JsonObject, next: JsonObject): JsonObject | undefined {
  const names = Object.keys(one);
  if (names.length !== Object.keys(next).length) return undefined;
  const joined: Record<string, JsonValue> = {};
  for (const name of names) {
    const value = joinEvents(one[name], next[name], name);
    if (value === undefined) return undefined;
    joined[name] = value;
  }
  return joined;
}

/**
 * Two events of a stream as one, where they differ in nothing but a piece of text; else `undefined`. A credential that
 * a model says comes in pieces, none of which looks like one.
 */
export function joinEvents(
  one: JsonValue | undefined,
  next: JsonValue | undefined,
  name = "",
): JsonValue | undefined {
  if (one === undefined || next === undefined) return undefined;
  if (typeof one === "string" && typeof next === "string" && pieces.has(name)) return one + next;
  if (one === next || counters.has(name)) return next;
  if (isJsonObject(one) && isJsonObject(next)) return joinObjects(one, next);
  if (!Array.isArray(one) || !Array.isArray(next) || one.length !== next.length) return undefined;
  const joined = one.map((value, at) => joinEvents(value, next[at], name));
  return joined.every((value) => value !== undefined) ? joined : undefined;
}
