import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  growInput,
  unreadInput,
  unwrapInput,
} from "../../../../../src/protocols/openai-responses/client/unwrap-input.ts";

function grown(json: string, size: number): string[] {
  let reading = unreadInput;
  const texts: string[] = [];
  for (let at = 0; at < json.length; at += size) {
    const [next, text] = growInput(reading, json.slice(at, at + size));
    reading = next;
    texts.push(text);
  }
  return texts;
}

/** JSON with everything that may be escaped escaped. */
function escapedJson(input: string): string {
  const escaped = [...input].map((character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
  return `{"input":"${escaped.join("")}"}`;
}

const texts = fc.string({ unit: "grapheme" });

describe("the text inside a freeform call", () => {
  test("is the same in pieces as whole, wherever the JSON is cut", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 9 }), fc.boolean(), (input, size, escaped) => {
        const json = escaped ? escapedJson(input) : JSON.stringify({ input });
        expect(grown(json, size).join("")).toBe(input);
        expect(unwrapInput(json)).toBe(input);
      }),
    );
  });

  test("never holds half of a character in one piece", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (input, size) => {
        for (const json of [JSON.stringify({ input }), escapedJson(input)])
          for (const text of grown(json, size)) expect(text.isWellFormed()).toBe(true);
      }),
    );
  });

  test("comes piece by piece, not at the end", () => {
    expect(grown('{ "input" : "abcdef" }', 6)).toEqual(["", "", "abcde", "f"]);
  });

  test("waits for the end when the model uses another form", () => {
    expect(grown('{"patch":"abc"}', 3).join("")).toBe("");
    expect(unwrapInput('{"patch":"abc"}')).toBe("abc");
    expect(unwrapInput('"abc"')).toBe("abc");
    expect(unwrapInput("*** Begin Patch")).toBe("*** Begin Patch");
    expect(unwrapInput('{"a":1,"b":2}')).toBe('{"a":1,"b":2}');
    expect(unwrapInput('{"b":"x","input":"abc"}')).toBe("abc");
  });
});
