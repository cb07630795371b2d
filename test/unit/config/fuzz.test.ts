import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { parseConfig } from "../../../src/config/load.ts";

const example = readFileSync(resolve(import.meta.dir, "../../../config/config.example.toml"), "utf8");
// Keys that are commented out are the larger part of the example.
const full = example.replace(/^#(?=[a-z[])/gm, "");

/** What a person, an editor that died or a half-written file may leave of a text. */
const anyDamage = fc.record({
  from: fc.nat(full.length),
  length: fc.oneof(fc.nat(30), fc.nat(full.length)),
  instead: fc.oneof(
    fc.constantFrom("", "[", "]]", "=", '"', "'''", "\n", "\0", "\uFEFF", "-1", "nan", "1979-05-27", "{}"),
    fc.string({ maxLength: 10, unit: "binary" }),
  ),
});

/** A config that can serve, or errors that say where and what. */
function check(text: string): void {
  const since = performance.now();
  const { config, findings } = parseConfig(text, { path: "config.toml", env: {} });
  if (config) {
    expect(config.router.default).toBeString();
    expect(Object.isFrozen(config)).toBe(true);
  } else {
    expect(findings.some(({ severity }) => severity === "error")).toBe(true);
  }
  for (const { message } of findings) expect(message.length).toBeWithin(1, 400);
  expect(performance.now() - since).toBeLessThan(1000);
}

test("a damaged config is read or refused in words, never thrown at", () => {
  fc.assert(
    fc.property(fc.array(anyDamage, { minLength: 1, maxLength: 3 }), (damages) => {
      let text = full;
      for (const { from, length, instead } of damages)
        text = text.slice(0, from) + instead + text.slice(from + length);
      check(text);
    }),
    { numRuns: 300 },
  );
});

test("a config that is cut off anywhere is read or refused", () => {
  for (let end = 0; end <= full.length; end += 7) check(full.slice(0, end));
});
