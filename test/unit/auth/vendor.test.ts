import { describe, expect, test } from "bun:test";
import { guessVendor, vendorOfWord } from "../../../src/auth/vendor.ts";

describe("vendorOfWord", () => {
  test.each([
    ["claude", "anthropic"],
    ["max", "anthropic"],
    ["ChatGPT", "openai"],
    ["codex", "openai"],
    ["openai-codex", "openai"],
    ["gemini", "google"],
  ] as const)("%s means %s", (word, vendor) => {
    expect(vendorOfWord(word)).toBe(vendor);
  });

  test.each(["", "groq", "constructor", "__proto__"])("%j means nobody", (word) => {
    expect(vendorOfWord(word)).toBeUndefined();
  });
});

describe("guessVendor", () => {
  test.each([
    ["openai-codex", "openai"],
    ["my-chatgpt", "openai"],
    ["Gemini", "google"],
    ["google-work", "google"],
    ["anthropic-max", "anthropic"],
    ["anything", "anthropic"],
  ] as const)("%s is taken for a login of %s, as the original takes it", (login, vendor) => {
    expect(guessVendor(login)).toBe(vendor);
  });
});
