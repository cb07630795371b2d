import { Buffer } from "node:buffer";
import { RequestError } from "../errors.ts";
import { type JsonObject, type JsonValue, parseJson } from "../json.ts";
import type { Sliced } from "../sliced.ts";
import type { JsonIndex, Span } from "./json-index.ts";

/*
 * JSON of many megabytes, read and written piece by piece. Beside the pauses it saves memory: a text whose one "€"
 * makes every character of it two bytes long is kept out of one string.
 */

const utf8 = new TextDecoder();

function parseSpan(bytes: Uint8Array, { start, end }: Span): JsonValue {
  const value = parseJson(utf8.decode(bytes.subarray(start, end)));
  if (value === undefined) throw new RequestError("invalid_request", "The request body is not valid JSON.");
  return value;
}

/** Parses an indexed body. @throws RequestError when a part that the index passed over is malformed. */
export function* parsing(bytes: Uint8Array, index: JsonIndex): Sliced<JsonObject> {
  const entries: [string, JsonValue][] = [];
  for (const member of index.members) {
    if (!member.elements) {
      entries.push([member.key, parseSpan(bytes, member)]);
      yield;
      continue;
    }
    const list: JsonValue[] = [];
    for (const element of member.elements) {
      list.push(parseSpan(bytes, element));
      yield;
    }
    entries.push([member.key, list]);
  }
  return Object.fromEntries(entries);
}

/** Levels that are written piece by piece: from the body over the conversation and a message to one block of it. */
const finest = 5;
/** Characters that are gathered before they become bytes. */
const chunkLength = 64 * 1024;

function* textsOf(value: JsonValue, levels: number): Generator<string> {
  if (levels === 0 || typeof value !== "object" || value === null) {
    yield JSON.stringify(value);
    return;
  }
  const [opening, closing] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  let before = opening;
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield Array.isArray(value) ? before : `${before}${JSON.stringify(key)}:`;
    yield* textsOf(member, levels - 1);
    before = ",";
  }
  yield before === opening ? opening + closing : closing;
}

/** Writes a body as `JSON.stringify` would, as UTF-8. */
export function* stringifying(body: JsonObject): Sliced<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let text = "";
  for (const piece of textsOf(body, finest)) {
    text += piece;
    if (text.length < chunkLength) continue;
    chunks.push(Buffer.from(text));
    text = "";
    yield;
  }
  chunks.push(Buffer.from(text));
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
    yield;
  }
  return whole;
}
