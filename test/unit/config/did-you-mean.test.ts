import { expect, test } from "bun:test";
import fc from "fast-check";
import { didYouMean, nearestName } from "../../../src/config/did-you-mean.ts";

const names = ["openai", "openrouter", "api_key", "base_url", "warn"];

test.each([
  ["opnai", "openai"],
  ["opneai", "openai"],
  ["OpenAI", "openai"],
  ["baseUrl", "base_url"],
  ["apikey", "api_key"],
  ["apy_key", "api_key"],
  ["open-router", "openrouter"],
  ["warning", "warn"],
])("%s is a slip of %s", (slip, name) => {
  expect(nearestName(slip, names)).toBe(name);
});

test.each(["zz", "completely_else", "", "ap"])("%s is a slip of nothing", (word) => {
  expect(nearestName(word, names)).toBeUndefined();
});

test("a name is nearest to itself, whatever else there is", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{3,12}$/), { minLength: 1 }), (words) => {
      for (const word of words) expect(nearestName(word, words)).toBe(word);
    }),
  );
});

test("the phrase is empty when nothing is near", () => {
  expect(didYouMean("opnai", names)).toBe(', did you mean "openai"?');
  expect(didYouMean("zz", names)).toBe("");
});
