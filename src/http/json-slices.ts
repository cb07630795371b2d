import { Buffer } from "node:buffer";
import { RequestError } from "../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json.ts";
import type { Sliced } from "../sliced.ts";
import { type JsonIndex, listingElements, listingMembers, type Member, type Span } from "./json-index.ts";

/*
 * JSON of many megabytes, read and written piece by piece. Beside the pauses it saves memory: a text whose one "€"
 * makes every character of it two bytes long is kept out of one string.
 */

const utf8 = new TextDecoder();

/** Bytes or characters, about, that are read or written at once. */
const longestPiece = 64 * 1024;

function* parsingList(bytes: Uint8Array, elements: readonly Span[], longest: number): Sliced<JsonValue[]> {
  const list: JsonValue[] = [];
  for (const { start, end } of elements) list.push(yield* parsingValue(bytes.subarray(start, end), longest));
  return list;
}

function* parsingObject(bytes: Uint8Array, members: readonly Member[], longest: number): Sliced<JsonObject> {
  const entries: [string, JsonValue][] = [];
  for (const { key, start, end, elements } of members) {
    const value =
      elements && end - start > longest
        ? yield* parsingList(bytes, elements, longest)
        : yield* parsingValue(bytes.subarray(start, end), longest);
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** Parses the value that these bytes are; what is in a long one is looked up first. */
function* parsingValue(bytes: Uint8Array, longest: number): Sliced<JsonValue> {
  if (bytes.length > longest) {
    const members = yield* listingMembers(bytes);
    if (members) return yield* parsingObject(bytes, members, longest);
    const elements = yield* listingElements(bytes);
    if (elements) return yield* parsingList(bytes, elements, longest);
  }
  const value = parseJson(utf8.decode(bytes));
  if (value === undefined) throw new RequestError("invalid_request", "The request body is not valid JSON.");
  yield;
  return value;
}

/**
 * Parses an indexed body. `longest`: bytes, at least one, that are parsed at once.
 * @throws RequestError when a part that the index passed over is malformed.
 */
export function* parsing(bytes: Uint8Array, index: JsonIndex, longest = longestPiece): Sliced<JsonObject> {
  return yield* parsingObject(bytes, index.members, longest);
}

/** What is left of so many characters behind a value; stops counting when nothing is left. */
function roomBehind(value: JsonValue, room: number): number {
  if (typeof value === "string") return room - value.length;
  if (typeof value !== "object" || value === null) return room - 1;
  let left = room;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (left < 0) break;
    if (member !== undefined) left = roomBehind(member, left - 1);
  }
  return left;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** A text in pieces that cut no character in two: half of one would be written as an escape. */
function* piecesOfText(text: string, longest: number): Generator<string> {
  let start = 0;
  yield '"';
  while (start < text.length) {
    let end = start + longest;
    while (isHighSurrogate(text.charCodeAt(end - 1))) end++;
    yield JSON.stringify(text.slice(start, end)).slice(1, -1);
    start = end;
  }
  yield '"';
}

function* piecesOfList(list: readonly JsonValue[], longest: number): Generator<string> {
  let before = "[";
  for (const element of list) {
    yield before;
    yield* piecesOf(element, longest);
    before = ",";
  }
  yield "]";
}

function* piecesOfObject(object: JsonObject, longest: number): Generator<string> {
  let before = "{";
  for (const [key, member] of Object.entries(object)) {
    if (member === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    yield* piecesOf(member, longest);
    before = ",";
  }
  yield "}";
}

function piecesOf(value: JsonValue, longest: number): Iterable<string> {
  if (roomBehind(value, longest) >= 0) return [JSON.stringify(value)];
  if (typeof value === "string") return piecesOfText(value, longest);
  if (Array.isArray(value)) return piecesOfList(value, longest);
  return isJsonObject(value) ? piecesOfObject(value, longest) : [JSON.stringify(value)];
}

/** Writes a body as `JSON.stringify` would, as UTF-8. `longest`: characters, at least one, that are written at once. */
export function* stringifying(body: JsonObject, longest = longestPiece): Sliced<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let text = "";
  for (const piece of piecesOf(body, longest)) {
    text += piece;
    if (text.length < longest) continue;
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
