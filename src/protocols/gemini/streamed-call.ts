import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { FunctionCall } from "./read-chunk.ts";

/*
 * A function call whose arguments come in pieces. Vertex AI does that when `streamFunctionCallArguments` is set; ccm
 * does not set it, but a host in between may. A piece names its place by a JSON path (`$.items[0].name`); strings come in
 * several pieces, and the call ends with a piece that does not say `willContinue`.
 */

/** A call that has begun, with its pieces, the last one first. */
export interface StreamedCall {
  readonly call: FunctionCall;
  readonly signature: string | undefined;
  readonly pieces: Pieces | undefined;
}

interface Pieces {
  readonly piece: JsonObject;
  readonly before: Pieces | undefined;
}

/** Adds what a later chunk brings. */
export function continueCall(streamed: StreamedCall, more: readonly JsonObject[]): StreamedCall {
  let pieces = streamed.pieces;
  for (const piece of more) pieces = { piece, before: pieces };
  return { ...streamed, pieces };
}

function pieceValue(piece: JsonObject): JsonValue | undefined {
  const { stringValue, numberValue, boolValue } = piece;
  if (typeof stringValue === "string") return stringValue;
  if (typeof numberValue === "number") return numberValue;
  if (typeof boolValue === "boolean") return boolValue;
  return "nullValue" in piece ? null : undefined;
}

const step = /\.([^.[\]]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/g;

function stepsOf(path: string): readonly (string | number)[] {
  return [...path.matchAll(step)].map(([, name, index, quoted, doubleQuoted]) =>
    index === undefined ? (name ?? quoted ?? doubleQuoted ?? "") : Number(index),
  );
}

/** A copy with the value put in its place; a string is appended to the one that is there. */
function put(
  target: JsonValue | undefined,
  steps: readonly (string | number)[],
  value: JsonValue,
): JsonValue {
  const [first, ...rest] = steps;
  if (first === undefined)
    return typeof target === "string" && typeof value === "string" ? target + value : value;
  if (typeof first === "number") {
    const list = Array.isArray(target) ? target : [];
    // Indexes count up; a wild one must not make a list of a million holes.
    const index = Math.min(first, list.length);
    return index === list.length
      ? [...list, put(undefined, rest, value)]
      : list.with(index, put(list[index], rest, value));
  }
  const members = isJsonObject(target) ? Object.entries(target) : [];
  const before = members.find(([name]) => name === first)?.[1];
  return Object.fromEntries([
    ...members.filter(([name]) => name !== first),
    [first, put(before, rest, value)],
  ]);
}

/** The arguments, put together. */
export function assembleArgs({ call, pieces }: StreamedCall): JsonObject {
  const inOrder: JsonObject[] = [];
  for (let at = pieces; at; at = at.before) inOrder.push(at.piece);
  let args: JsonValue = call.args ?? {};
  for (const piece of inOrder.reverse()) {
    const value = pieceValue(piece);
    const steps = typeof piece.jsonPath === "string" ? stepsOf(piece.jsonPath) : [];
    if (value !== undefined && steps.length > 0) args = put(args, steps, value);
  }
  return isJsonObject(args) ? args : {};
}
