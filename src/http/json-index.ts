import { Buffer } from "node:buffer";
import { RequestError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { atOnce, type Sliced } from "../sliced.ts";

/*
 * Where the parts of a JSON body stand, without parsing it. A turn of Claude Code is 0.1 to 1 MB of JSON of which
 * routing needs a few hundred bytes; parsing and re-writing 1 MB costs 5 ms, finding the members a tenth of it. Strings
 * are passed over with native search, so control characters inside them are not looked at: whoever parses a part finds
 * those. The search runs on a Latin-1 string of the bytes, one character a byte: `String.indexOf` is more than twice as
 * fast as `Uint8Array.indexOf`, and JSON's own marks are ASCII.
 */

/** Bytes from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value of the body, with the key that leads to it when its parent is an object. */
export interface Member extends Span {
  readonly key: string;
  /** Where the key's opening quote is. */
  readonly keyStart: number;
  /** The elements, when the value is an array. */
  readonly elements?: readonly Span[];
}

/** The top-level members of a JSON object, in their order; equal keys may come twice. */
export interface JsonIndex {
  /** Where the object's opening brace is: behind a byte order mark or white space. */
  readonly start: number;
  readonly members: readonly Member[];
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;

/** Containers inside one another. `JSON.stringify` overflows the stack at about 100,000; no real request passes 60. */
export const deepestNesting = 512;

/** Bytes after which an index may pause. */
const sliceLength = 256 * 1024;

function malformed(at: number, wanted: string): RequestError {
  return new RequestError(
    "invalid_request",
    `The request body is not valid JSON: ${wanted} expected at byte ${at}.`,
  );
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Printable ASCII without an escape: what nearly all keys are made of. */
const plainKey = /^"[ !#-[\]-~]*"$/;

/** A key as it was meant: its bytes are UTF-8 and may hold escapes. */
function decodeKey(raw: string, at: number): string {
  if (plainKey.test(raw)) return raw.slice(1, -1);
  const key = parseJson(Buffer.from(raw, "latin1").toString("utf8"));
  if (typeof key !== "string") throw malformed(at, "a key in double quotes");
  return key;
}

class Scanner {
  at: number;
  readonly text: string;
  /** A number or a literal with its end. Sticky, so it keeps its place here and not in the module. */
  readonly scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[\s,\]}]|$)/y;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** Moves to the next mark and returns its code; NaN at the end. */
  skipSpace(): number {
    const { text } = this;
    let code = text.charCodeAt(this.at);
    while (isSpace(code)) code = text.charCodeAt(++this.at);
    return code;
  }

  /** Moves behind the string whose opening quote is at `at`. */
  skipString(): void {
    const { text } = this;
    const start = this.at;
    let close = text.indexOf('"', start + 1);
    while (close > 0 && text.charCodeAt(close - 1) === backslash) {
      let slashes = 1;
      while (text.charCodeAt(close - 1 - slashes) === backslash) slashes++;
      if (slashes % 2 === 0) break;
      close = text.indexOf('"', close + 1);
    }
    if (close < 0) throw malformed(start, "the end of the string");
    this.at = close + 1;
  }

  /** Moves behind a number, `true`, `false` or `null`. */
  skipScalar(): void {
    this.scalar.lastIndex = this.at;
    if (!this.scalar.test(this.text)) throw malformed(this.at, "a value");
    this.at = this.scalar.lastIndex;
  }

  /** Reads the key at `at` and moves to its value. */
  readKey(): { key: string; keyStart: number } {
    if (this.skipSpace() !== quote) throw malformed(this.at, "a key in double quotes");
    const keyStart = this.at;
    this.skipString();
    const key = decodeKey(this.text.slice(keyStart, this.at), keyStart);
    this.skipColon();
    return { key, keyStart };
  }

  skipKey(): void {
    if (this.skipSpace() !== quote) throw malformed(this.at, "a key in double quotes");
    this.skipString();
    this.skipColon();
  }

  private skipColon(): void {
    if (this.skipSpace() !== colon) throw malformed(this.at, "a colon");
    this.at++;
    this.skipSpace();
  }

  /** After a value: true when another follows, false when the container ended. */
  more(closing: number): boolean {
    const byte = this.skipSpace();
    this.at++;
    if (byte === comma) return true;
    if (byte === closing) return false;
    throw malformed(this.at - 1, closing === closeObject ? "a comma or }" : "a comma or ]");
  }

  /** Moves behind the value at `at`, whatever it is. `outer` containers are open around it. */
  skipValue(outer: number): void {
    let depth = 0;
    // One bit a level: 1 for an object. Iterative, so that no nesting can overflow the stack.
    const isObject: boolean[] = [];
    for (;;) {
      const byte = this.skipSpace();
      if (byte === openObject || byte === openArray) {
        if (outer + depth >= deepestNesting) {
          throw new RequestError(
            "invalid_request",
            `The request body is nested more than ${deepestNesting} levels deep.`,
          );
        }
        const object = byte === openObject;
        this.at++;
        if (this.skipSpace() === (object ? closeObject : closeArray)) {
          this.at++;
        } else {
          isObject[depth++] = object;
          if (object) this.skipKey();
          continue;
        }
      } else if (byte === quote) {
        this.skipString();
      } else {
        this.skipScalar();
      }
      while (depth > 0) {
        const object = isObject[depth - 1] === true;
        if (this.more(object ? closeObject : closeArray)) {
          if (object) this.skipKey();
          break;
        }
        depth--;
      }
      if (depth === 0) return;
    }
  }

  /** The element spans of the array at `at`. */
  *readElements(outer: number): Sliced<readonly Span[]> {
    const elements: Span[] = [];
    this.at++;
    if (this.skipSpace() === closeArray) {
      this.at++;
      return elements;
    }
    let pause = this.at + sliceLength;
    do {
      this.skipSpace();
      const start = this.at;
      this.skipValue(outer + 1);
      elements.push({ start, end: this.at });
      if (this.at > pause) {
        yield;
        pause = this.at + sliceLength;
      }
    } while (this.more(closeArray));
    return elements;
  }

  /** The members of the object at `at`; arrays among the values come with their elements. */
  *readMembers(outer: number): Sliced<readonly Member[]> {
    if (this.skipSpace() !== openObject) throw malformed(this.at, "an object");
    const members: Member[] = [];
    this.at++;
    if (this.skipSpace() === closeObject) {
      this.at++;
      return members;
    }
    do {
      const { key, keyStart } = this.readKey();
      const start = this.at;
      if (this.text.charCodeAt(start) === openArray) {
        const elements = yield* this.readElements(outer + 1);
        members.push({ key, keyStart, start, end: this.at, elements });
      } else {
        this.skipValue(outer + 1);
        members.push({ key, keyStart, start, end: this.at });
      }
    } while (this.more(closeObject));
    return members;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/**
 * Finds the top-level members of a JSON object.
 * @throws RequestError `invalid_request` for anything that is not one well-formed JSON object of sane depth.
 */
export function* indexing(bytes: Uint8Array): Sliced<JsonIndex> {
  const scanner = new Scanner(latin1(bytes));
  // One BOM is tolerated, as fetch's own JSON reader does.
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) scanner.at = 3;
  scanner.skipSpace();
  const start = scanner.at;
  const members = yield* scanner.readMembers(0);
  if (!Number.isNaN(scanner.skipSpace())) throw malformed(scanner.at, "the end");
  return { start, members };
}

/** {@link indexing} without a pause. */
export function indexJson(bytes: Uint8Array): JsonIndex {
  return atOnce(indexing(bytes));
}

/** The members of the object, or elements of the array, that stands at `span` of a body already indexed. */
export function childrenAt(bytes: Uint8Array, span: Span): readonly (Member | Span)[] {
  const scanner = new Scanner(latin1(bytes.subarray(0, span.end)), span.start);
  switch (bytes[span.start]) {
    case openObject:
      return atOnce(scanner.readMembers(0));
    case openArray:
      return atOnce(scanner.readElements(0));
    default:
      return [];
  }
}
