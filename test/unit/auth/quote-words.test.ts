import { describe, expect, test } from "bun:test";
import { quoteWords } from "../../../src/auth/quote-words.ts";

describe("quoteWords", () => {
  test("makes one line of what would break lines or drive a terminal", () => {
    expect(quoteWords("no\r\n\u001b]8;;evil\u0007 \u2028entry\u202e")).toBe("no ]8;;evil entry");
  });

  test("cuts what goes on for ever", () => {
    const quoted = quoteWords("x".repeat(5000));
    expect(quoted).toHaveLength(200);
    expect(quoted).toEndWith("…");
  });

  test("says nothing rather than repeat what was sent in confidence", () => {
    expect(quoteWords("token tok_123 is unknown", ["tok_123"])).toBe("");
    expect(quoteWords("token is unknown", ["", "tok_123"])).toBe("token is unknown");
  });
});
