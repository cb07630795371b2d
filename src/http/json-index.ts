import { RequestError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { atOnce, type Sliced } from "../sliced.ts";

/*
 * Where the parts of a JSON body stand, without parsing it. A turn of Claude Code is 0.1 to 1 MB of JSON of which
 * routing needs a few hundred bytes; parsing and re-writing 1 MB costs 5 ms, finding the members a tenth of it. Strings
 * are passed over with native search, so control characters inside them are not looked at: whoever parses a part finds
 * those.
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

/** The member of that key. Of equal keys the last one counts, as for every JSON parser. */
export function memberOf({ members }: JsonIndex, key: string): Member | undefined {
  for (let at = members.length - 1; at >= 0; at--) {
    const member = members[at];
    if (member?.key === key) return member;
  }
  return undefined;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;
const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const [upperE, lowerE] = [0x45, 0x65];
/** What stands behind the last byte. */
const nothing = -1;

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
  return code <= 0x20 && (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09);
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

function endsScalar(code: number): boolean {
  return code === nothing || code === comma || code === closeObject || code === closeArray || isSpace(code);
}

const utf8 = new TextDecoder();

/** Printable ASCII without an escape: what nearly all keys are made of. */
const plainKey = /^"[ !#-[\]-~]*"$/;

/** A key as it was meant: it may hold escapes. */
function decodeKey(raw: string, at: number): string {
  if (plainKey.test(raw)) return raw.slice(1, -1);
  const key = parseJson(raw);
  if (typeof key !== "string") throw malformed(at, "a key in double quotes");
  return key;
}

/** A call of the native search costs as much as looking at this many bytes; most strings are keys, or end in code. */
const nearby = 8;

/** Where the first quote at `from` or behind it stands; negative when there is none. */
function findQuote(bytes: Uint8Array, from: number): number {
  const far = Math.min(from + nearby, bytes.length);
  for (let at = from; at < far; at++) if (bytes[at] === quote) return at;
  return bytes.indexOf(quote, far);
}

class Scanner {
  at: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The byte that stands `at`, or {@link nothing}. */
  peek(): number {
    return this.at < this.bytes.length ? (this.bytes[this.at] ?? nothing) : nothing;
  }

  /** Moves to the next mark and returns its code. */
  skipSpace(): number {
    const { bytes } = this;
    for (let { at } = this; at < bytes.length; at++) {
      const code = bytes[at] ?? nothing;
      if (isSpace(code)) continue;
      this.at = at;
      return code;
    }
    this.at = bytes.length;
    return nothing;
  }

  /** Moves behind the string whose opening quote is at `at`. */
  skipString(): void {
    const { bytes } = this;
    const start = this.at;
    let close = findQuote(bytes, start + 1);
    while (close > 0 && bytes[close - 1] === backslash) {
      let slashes = 1;
      while (bytes[close - 1 - slashes] === backslash) slashes++;
      if (slashes % 2 === 0) break;
      close = findQuote(bytes, close + 1);
    }
    if (close < 0) throw malformed(start, "the end of the string");
    this.at = close + 1;
  }

  /** Moves behind a number, `true`, `false` or `null`. */
  skipScalar(): void {
    const start = this.at;
    const first = this.peek();
    const known =
      first === minus || isDigit(first)
        ? this.skipNumber()
        : this.skipWord("true") || this.skipWord("false") || this.skipWord("null");
    if (!known || !endsScalar(this.peek())) throw malformed(start, "a value");
  }

  private skipNumber(): boolean {
    if (this.peek() === minus) this.at++;
    if (this.peek() === zero) this.at++;
    else if (!this.skipDigits()) return false;
    if (this.peek() === dot) {
      this.at++;
      if (!this.skipDigits()) return false;
    }
    const code = this.peek();
    if (code !== lowerE && code !== upperE) return true;
    this.at++;
    const sign = this.peek();
    if (sign === minus || sign === plus) this.at++;
    return this.skipDigits();
  }

  /** Whether there was any. */
  private skipDigits(): boolean {
    const start = this.at;
    while (isDigit(this.peek())) this.at++;
    return this.at > start;
  }

  private skipWord(word: string): boolean {
    for (let at = 0; at < word.length; at++) {
      if (this.bytes[this.at + at] !== word.charCodeAt(at)) return false;
    }
    this.at += word.length;
    return true;
  }

  /** Reads the key at `at` and moves to its value. */
  readKey(): { key: string; keyStart: number } {
    if (this.skipSpace() !== quote) throw malformed(this.at, "a key in double quotes");
    const keyStart = this.at;
    this.skipString();
    const key = decodeKey(utf8.decode(this.bytes.subarray(keyStart, this.at)), keyStart);
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
      if (this.peek() === openArray) {
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

/**
 * Finds the top-level members of a JSON object.
 * @throws RequestError `invalid_request` for anything that is not one well-formed JSON object of sane depth.
 */
export function* indexing(bytes: Uint8Array): Sliced<JsonIndex> {
  const scanner = new Scanner(bytes);
  // One BOM is tolerated, as fetch's own JSON reader does.
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) scanner.at = 3;
  scanner.skipSpace();
  const start = scanner.at;
  const members = yield* scanner.readMembers(0);
  if (scanner.skipSpace() !== nothing) throw malformed(scanner.at, "the end");
  return { start, members };
}

/** {@link indexing} without a pause. */
export function indexJson(bytes: Uint8Array): JsonIndex {
  return atOnce(indexing(bytes));
}

/** The members of the object, or elements of the array, that stands at `span` of a body already indexed. */
export function childrenAt(bytes: Uint8Array, span: Span): readonly (Member | Span)[] {
  const scanner = new Scanner(bytes.subarray(0, span.end), span.start);
  switch (bytes[span.start]) {
    case openObject:
      return atOnce(scanner.readMembers(0));
    case openArray:
      return atOnce(scanner.readElements(0));
    default:
      return [];
  }
}

/** The members of the object that these bytes are, in a body already indexed; `undefined` when they are none. */
export function* listingMembers(bytes: Uint8Array): Sliced<readonly Member[] | undefined> {
  return bytes[0] === openObject ? yield* new Scanner(bytes).readMembers(0) : undefined;
}

/** The elements of the array that these bytes are, in a body already indexed; `undefined` when they are none. */
export function* listingElements(bytes: Uint8Array): Sliced<readonly Span[] | undefined> {
  return bytes[0] === openArray ? yield* new Scanner(bytes).readElements(0) : undefined;
}
