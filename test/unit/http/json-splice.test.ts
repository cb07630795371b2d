import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RequestError } from "../../../src/errors.ts";
import { deepestNesting, indexJson } from "../../../src/http/json-index.ts";
import { type JsonEdit, spliceJson } from "../../../src/http/json-splice.ts";
import type { JsonObject, JsonValue } from "../../../src/json.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function splice(text: string, edits: readonly JsonEdit[]): string {
  const bytes = bytesOf(text);
  return textOf(spliceJson(bytes, indexJson(bytes), edits));
}

function refusal(text: string | Uint8Array): string {
  try {
    indexJson(typeof text === "string" ? bytesOf(text) : text);
  } catch (error) {
    if (error instanceof RequestError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("splicing", () => {
  test("changes only the bytes of the value", () => {
    const body =
      '{"n":12345678901234567890,"model" : "a" ,"f":1.0,"e":"\\u00e9 \\/","1":2,"m":{"model":"inner"},"u":"Grüße 🙂"}';
    expect(splice(body, [{ path: ["model"], value: "b" }])).toBe(body.replace('"a"', '"b"'));
  });

  test("reads keys that are written with escapes, and changes every one of equal keys", () => {
    expect(splice('{"mod\\u0065l":1,"x":2,"model":3}', [{ path: ["model"], value: 9 }])).toBe(
      '{"mod\\u0065l":9,"x":2,"model":9}',
    );
  });

  test("is not misled by keys inside strings or by escaped quotes", () => {
    const body = '{"a":"\\\\","b":"\\"model\\":\\"x\\"","model":"m"}';
    expect(splice(body, [{ path: ["model"], value: "n" }])).toBe(body.replace('"m"', '"n"'));
  });

  test("removes members and elements with the right comma, wherever they stand", () => {
    const body = '{"a": 1, "b": [1, 2, 3], "c": 3}';
    expect(splice(body, [{ path: ["a"], remove: true }])).toBe('{"b": [1, 2, 3], "c": 3}');
    expect(splice(body, [{ path: ["c"], remove: true }])).toBe('{"a": 1, "b": [1, 2, 3]}');
    expect(splice(body, [{ path: ["b", 0], remove: true }])).toBe('{"a": 1, "b": [2, 3], "c": 3}');
    expect(splice(body, [{ path: ["b", 2], remove: true }])).toBe('{"a": 1, "b": [1, 2], "c": 3}');
    const all: JsonEdit[] = [0, 1, 2].map((at) => ({ path: ["b", at], remove: true }));
    expect(JSON.parse(splice(body, all))).toEqual({ a: 1, b: [], c: 3 });
    expect(JSON.parse(splice(body, all.slice(1)))).toEqual({ a: 1, b: [1], c: 3 });
  });

  test("adds a member that is missing, also to an empty object", () => {
    expect(splice('{"a":1}', [{ path: ["z"], value: [true] }])).toBe('{"a":1,"z":[true]}');
    expect(splice("{ }", [{ path: ["z"], value: 1 }])).toBe('{"z":1 }');
  });

  test("leaves the body alone where a path leads nowhere", () => {
    const body = '{"a":{"b":1}}';
    expect(splice(body, [{ path: ["a", "x"], remove: true }])).toBe(body);
    expect(splice(body, [{ path: ["a", "b", "c"], value: 1 }])).toBe(body);
  });

  test("equals parse, edit and stringify for any object and any removals and replacements", () => {
    const objects = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });
    fc.assert(
      fc.property(
        objects,
        fc.array(fc.nat(5), { maxLength: 4 }),
        fc.boolean(),
        fc.nat(3),
        (object, picks, remove, indent) => {
          // A dictionary may hold `__proto__`, which assignment would swallow.
          const source = JSON.parse(JSON.stringify(object, null, indent)) as JsonObject;
          const keys = Object.keys(source);
          const chosen = [...new Set(picks.flatMap((pick) => keys[pick] ?? []))];
          const edits: JsonEdit[] = chosen.map((key) =>
            remove ? { path: [key], remove } : { path: [key], value: "new" },
          );
          const expected = Object.fromEntries(
            Object.entries(source).flatMap(([key, value]): [string, JsonValue | undefined][] =>
              chosen.includes(key) ? (remove ? [] : [[key, "new"]]) : [[key, value]],
            ),
          );
          expect(JSON.parse(splice(JSON.stringify(source, null, indent), edits))).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("removes any subset of an array's elements", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 6 }),
        fc.array(fc.boolean(), { maxLength: 6 }),
        (list, gone) => {
          const edits: JsonEdit[] = list.flatMap((_, at): JsonEdit[] =>
            gone[at] ? [{ path: ["list", at], remove: true }] : [],
          );
          const left = (JSON.parse(JSON.stringify(list)) as JsonValue[]).filter((_, at) => !gone[at]);
          expect(JSON.parse(splice(JSON.stringify({ list }), edits))).toEqual({ list: left });
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("the index of a body", () => {
  test("names where a malformed body breaks", () => {
    expect(refusal('{"a":tru}')).toContain("a value expected at byte 5");
    expect(refusal('{"a":1,}')).toContain("a key in double quotes expected at byte 7");
    expect(refusal('{"a" 1}')).toContain("a colon expected at byte 5");
    expect(refusal('{"a":[1 2]}')).toContain("a comma or ] expected at byte 8");
    expect(refusal('{"a":"never ends')).toContain("the end of the string expected at byte 5");
    expect(refusal('{"a":1} x')).toContain("the end expected at byte 8");
    expect(refusal("")).toContain("an object expected at byte 0");
    expect(refusal("[1]")).toContain("an object expected at byte 0");
    for (const value of ["01", "-", "1.", "1e", "+1", "-true", "1.null", "1etrue", "1efalse", "nullx"]) {
      expect(refusal(`{"a":${value}}`)).toContain("a value expected at byte 5");
    }
  });

  test("refuses nesting that would overflow a later stringify, without overflowing itself", () => {
    const nested = (depth: number): string => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(refusal(nested(deepestNesting - 1))).toBe("accepted");
    expect(refusal(nested(deepestNesting))).toContain("nested more than");
    expect(refusal(`{"a":${"[".repeat(1_000_000)}`)).toContain("nested more than");
  });

  test("accepts exactly what JSON.parse accepts, but for control characters in strings", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}[]",:01-+e.\\ a', "true", "null"), maxLength: 24 }),
        (inner) => {
          const text = `{"k":${inner}}`;
          let parses = true;
          try {
            JSON.parse(text);
          } catch {
            parses = false;
          }
          // Escapes are left to whoever parses the string.
          if (/\\[^"\\/bfnrtu]|\\u/.test(text)) return;
          expect(refusal(text) === "accepted").toBe(parses);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("takes the spans of arrays at the top level", () => {
    const text = '{"messages": [ {"a":1} , "x", [] ]}';
    const [member] = indexJson(bytesOf(text)).members;
    expect(member?.elements?.map(({ start, end }) => text.slice(start, end))).toEqual([
      '{"a":1}',
      '"x"',
      "[]",
    ]);
  });
});
