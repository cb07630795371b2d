import { RequestError } from "../errors.ts";
import { parseJson } from "../json.ts";

/*
 * Where the parts of a JSON body stand, without parsing it. A turn of Claude Code is 0.1 to 1 MB of JSON of which
 * routing needs a few hundred bytes; parsing and re-writing 1 MB costs 5 ms, finding the members 0.3 ms. Strings are
 * passed over with native search, so control characters inside them are not looked at: whoever parses a part finds
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

function malformed(at: number, wanted: string): RequestError {
  return new RequestError("invalid_request", `The request body is not valid JSON: ${wanted} expected at byte ${at}.`);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Most strings are short keys and ids: the native search costs more than it saves below this length. */
const nativeSearchFrom = 24;

class Scanner {
  at = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  skipSpace(): number | undefined {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (isSpace(byte)) byte = bytes[++this.at];
    return byte;
  }

  /** Moves behind the string whose opening quote is at `at`. */
  skipString(): void {
    const { bytes } = this;
    const start = this.at;
    let from = start + 1;
    const nearby = Math.min(from + nativeSearchFrom, bytes.length);
    while (from < nearby) {
      const byte = bytes[from];
      if (byte === quote) {
        this.at = from + 1;
        return;
      }
      from += byte === backslash ? 2 : 1;
    }
    for (;;) {
      const close = bytes.indexOf(quote, from);
      if (close < 0) throw malformed(start, "the end of the string");
      let slashes = 0;
      while (bytes[close - 1 - slashes] === backslash && close - 1 - slashes >= from) slashes++;
      if (slashes % 2 === 0) {
        this.at = close + 1;
        return;
      }
      from = close + 1;
    }
  }

  /** Moves behind a number, `true`, `false` or `null`. */
  skipScalar(): void {
    const { bytes } = this;
    const start = this.at;
    let byte = bytes[this.at];
    while (
      byte !== undefined &&
      byte !== comma &&
      byte !== closeObject &&
      byte !== closeArray &&
      !isSpace(byte)
    ) {
      byte = bytes[++this.at];
    }
    if (this.at - start > 400) throw malformed(start, "a value");
    const text = String.fromCharCode(...bytes.subarray(start, this.at));
    if (!/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(text)) throw malformed(start, "a value");
  }

  /** Reads the key at `at` and moves to its value. */
  readKey(): { key: string; keyStart: number } {
    if (this.skipSpace() !== quote) throw malformed(this.at, "a key in double quotes");
    const keyStart = this.at;
    this.skipString();
    const key = parseJson(new TextDecoder().decode(this.bytes.subarray(keyStart, this.at)));
    if (typeof key !== "string") throw malformed(keyStart, "a key in double quotes");
    this.expectColon();
    return { key, keyStart };
  }

  skipKey(): void {
    if (this.skipSpace() !== quote) throw malformed(this.at, "a key in double quotes");
    this.skipString();
    this.expectColon();
  }

  private expectColon(): void {
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
    const { bytes } = this;
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
      if (this.at >= bytes.length) throw malformed(this.at, "a value");
    }
  }

  /** The element spans of the array at `at`. */
  readElements(outer: number): readonly Span[] {
    const elements: Span[] = [];
    this.at++;
    if (this.skipSpace() === closeArray) {
      this.at++;
      return elements;
    }
    do {
      this.skipSpace();
      const start = this.at;
      this.skipValue(outer + 1);
      elements.push({ start, end: this.at });
    } while (this.more(closeArray));
    return elements;
  }

  /** The members of the object at `at`; arrays among the values come with their elements. */
  readMembers(outer: number): readonly Member[] {
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
      if (this.bytes[start] === openArray) {
        const elements = this.readElements(outer + 1);
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
export function indexJson(bytes: Uint8Array): JsonIndex {
  const scanner = new Scanner(bytes);
  // One BOM is tolerated, as fetch's own JSON reader does.
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) scanner.at = 3;
  const members = scanner.readMembers(0);
  if (scanner.skipSpace() !== undefined) throw malformed(scanner.at, "the end");
  return { members };
}

/** The members of the object, or elements of the array, that stands at `span` of a body already indexed. */
export function childrenAt(bytes: Uint8Array, span: Span): readonly (Member | Span)[] {
  const scanner = new Scanner(bytes, span.start);
  switch (bytes[span.start]) {
    case openObject:
      return scanner.readMembers(0);
    case openArray:
      return scanner.readElements(0);
    default:
      return [];
  }
}
