import type { JsonObject } from "../../json.ts";

/** The member of a streamed item that comes in pieces; of other types each item comes whole. */
const growing: ReadonlyMap<unknown, "text" | "summary"> = new Map([
  ["reasoning.text", "text"],
  ["reasoning.summary", "summary"],
]);

function continues(last: JsonObject, next: JsonObject): boolean {
  return last.type === next.type && last.index === next.index && !last.signature;
}

/**
 * Adds a piece of OpenRouter's `reasoning_details` to those collected so far. They must be sent back as whole items,
 * unmodified and in order; while they stream, the text of an item comes in pieces of the same `index`.
 */
export function mergeReasoningDetail(
  details: readonly JsonObject[],
  next: JsonObject,
): readonly JsonObject[] {
  const last = details.at(-1);
  const member = growing.get(next.type);
  if (!last || !member || !continues(last, next)) return [...details, next];
  const text = `${last[member] ?? ""}${next[member] ?? ""}`;
  const said = Object.fromEntries(Object.entries(next).filter(([, value]) => value != null));
  return [...details.slice(0, -1), { ...last, ...said, [member]: text }];
}
