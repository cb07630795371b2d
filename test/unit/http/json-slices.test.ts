import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RequestError } from "../../../src/errors.ts";
import { indexing, indexJson } from "../../../src/http/json-index.ts";
import { parsing, stringifying } from "../../../src/http/json-slices.ts";
import { isJsonObject, type JsonObject } from "../../../src/json.ts";
import { atOnce } from "../../../src/sliced.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bodies with arrays of objects in arrays of objects, odd keys and characters of every width. */
const bodies = fc
  .dictionary(
    fc.oneof(fc.constantFrom("messages", "tools", "__proto__", "1"), fc.string({ unit: "binary" })),
    fc.oneof(fc.jsonValue({ maxDepth: 7, stringUnit: "binary" }), fc.array(fc.jsonValue({ maxDepth: 3 }))),
    { noNullPrototype: true },
  )
  // Numbers as JSON has them: no negative zero.
  .map((body): unknown => JSON.parse(JSON.stringify(body)));

/** Lengths, so small that even these bodies are taken apart. */
const pieces = fc.integer({ min: 1, max: 40 });

function pausesOf(work: Generator<undefined, unknown, undefined>): number {
  let pauses = 0;
  while (!work.next().done) pauses++;
  return pauses;
}

function parse(text: string, longest?: number): unknown {
  const bytes = encoder.encode(text);
  return atOnce(parsing(bytes, indexJson(bytes), longest));
}

describe("Parsing in slices", () => {
  test("gives what JSON.parse gives", () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom(undefined, 1), pieces, (body, indent, longest) => {
        const text = JSON.stringify(body, undefined, indent);
        expect(parse(text, longest)).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  test("takes the last of two equal keys, and a key that names the prototype as any other", () => {
    const text = '{"a":1,"__proto__":{"b":2},"a":[3]}';
    expect(parse(text, 1)).toStrictEqual(JSON.parse(text));
    expect(JSON.stringify(parse(text, 1))).toBe(JSON.stringify(JSON.parse(text)));
  });

  test("refuses what the index passed over", () => {
    expect(() => parse('{"messages":["a\nb"]}')).toThrow(RequestError);
    expect(() => parse('{"messages":[{"a\nb":1}]}', 1)).toThrow(RequestError);
  });

  test("can be interrupted between messages, and between the blocks of a long one", () => {
    const content = Array.from({ length: 20 }, () => ({ type: "text", text: "x".repeat(40_000) }));
    const bytes = encoder.encode(JSON.stringify({ messages: [{ role: "user", content }, content] }));
    expect(pausesOf(parsing(bytes, indexJson(bytes)))).toBeGreaterThanOrEqual(40);
  });
});

test("Indexing can be interrupted in a long array", () => {
  const messages = Array.from({ length: 20 }, () => "x".repeat(100_000));
  expect(pausesOf(indexing(encoder.encode(JSON.stringify({ messages }))))).toBeGreaterThan(5);
});

describe("Writing in slices", () => {
  test("gives what JSON.stringify gives", () => {
    fc.assert(
      fc.property(bodies, pieces, (body, longest) => {
        if (!isJsonObject(body)) throw new Error("not a body");
        expect(decoder.decode(atOnce(stringifying(body, longest)))).toBe(JSON.stringify(body));
      }),
    );
  });

  test("cuts no character in two, whole or halved as it came", () => {
    const texts = fc.array(fc.constantFrom("a", "€", '"', "\ud83d", "\ude00")).map((units) => units.join(""));
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (text, longest) => {
        expect(decoder.decode(atOnce(stringifying({ text }, longest)))).toBe(JSON.stringify({ text }));
      }),
    );
  });

  test("leaves out absent members and keeps empty containers", () => {
    const body: JsonObject = { a: undefined, b: {}, c: [], d: { e: undefined }, f: [{}, null] };
    expect(decoder.decode(atOnce(stringifying(body, 1)))).toBe(JSON.stringify(body));
  });

  test("can be interrupted, and loses nothing where text becomes bytes", () => {
    const body = { messages: Array.from({ length: 100 }, (_, at) => ({ content: `${at}😀`.repeat(2000) })) };
    expect(pausesOf(stringifying(body))).toBeGreaterThan(5);
    expect(decoder.decode(atOnce(stringifying(body)))).toBe(JSON.stringify(body));
  });
});
