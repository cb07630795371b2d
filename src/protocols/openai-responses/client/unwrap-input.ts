import { isJsonObject, parseJson } from "../../../json.ts";

/*
 * The model calls a freeform tool with `{"input":"…"}`; the client wants the bare text, also while it streams.
 */

/** The text of a finished call. Models that skip the wrapping are understood too. */
export function unwrapInput(json: string): string {
  const value = parseJson(json);
  if (typeof value === "string") return value;
  if (!isJsonObject(value)) return json;
  if (typeof value.input === "string") return value.input;
  const [only, ...others] = Object.values(value);
  return typeof only === "string" && others.length === 0 ? only : json;
}

/** How far the text inside the growing JSON was read. */
export interface InputReading {
  /** All of it, for the end. */
  readonly json: string;
  /** What was not read yet. Kept apart: to index a string that grows copies the whole each time. */
  readonly unread: string;
  /** Whether the text has begun. */
  readonly begun: boolean;
}

export const unreadInput: InputReading = { json: "", unread: "", begun: false };

const opening = /^\s*\{\s*"input"\s*:\s*"/;

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** Length of the character or escape at this place, 0 where it is cut off: escapes and surrogate pairs stay whole. */
function lengthAt(json: string, at: number): number {
  const whole = (length: number): number => (at + length <= json.length ? length : 0);
  if (json[at] !== "\\") return whole(isHighSurrogate(json.charCodeAt(at)) ? 2 : 1);
  if (json[at + 1] !== "u") return whole(2);
  if (!isHighSurrogate(Number.parseInt(json.slice(at + 2, at + 6), 16))) return whole(6);
  const follower = json.slice(at + 6, at + 8);
  return follower.length < 2 ? 0 : whole(follower === "\\u" ? 12 : 6);
}

/** The part of a JSON string's inside that is whole, up to its closing quote. */
function wholePart(json: string): string {
  let end = 0;
  while (end < json.length && json[end] !== '"') {
    const length = lengthAt(json, end);
    if (length === 0) break;
    end += length;
  }
  return json.slice(0, end);
}

/** Takes the next piece of JSON; gives the text that it adds. Text outside the expected form waits for the end. */
export function growInput(reading: InputReading, piece: string): readonly [InputReading, string] {
  const json = reading.json + piece;
  const ahead = reading.unread + piece;
  const start = reading.begun ? 0 : opening.exec(ahead)?.[0].length;
  if (start === undefined) return [{ json, unread: ahead, begun: false }, ""];
  const part = wholePart(ahead.slice(start));
  const text = parseJson(`"${part}"`);
  if (typeof text !== "string") return [{ json, unread: ahead, begun: reading.begun }, ""];
  return [{ json, unread: ahead.slice(start + part.length), begun: true }, text];
}
