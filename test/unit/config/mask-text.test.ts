import { describe, expect, test } from "bun:test";
import { maskBrokenText, maskConfigText } from "../../../src/config/mask-text.ts";

const key = "sk-or-v1-0123456789abcdef0123456789";

describe("a config text that is shown", () => {
  test("keeps comments, spacing and references, and shows keys by their ends", () => {
    const text = `# mine\n[[providers]]\nname  = "openrouter" # spaced\napi_key = ["${key}", "$NAME"]\nbase_url = "https://host.example/v1"\n`;
    expect(maskConfigText(text)).toBe(text.replace(key, "sk-or-…6789"));
  });

  for (const [name, text] of [
    ["a header's value, in line", `providers = [{ headers = { X-Title = "${key}" } }]`],
    ["a header's value, in a table of its own", `[[providers]]\n[providers.headers]\nX-Title = '${key}'`],
    ["a key that is written with escapes", `server.api_key = "${key.replace("s", "\\u0073")}"`],
    ["a key over several lines", `server.api_key = """\n${key}"""`],
    ["a client secret", `[auth.google]\nclient_secret = "${key}"`],
    ["what another tool calls a token", `[other]\naccess_token = "${key}"`],
    ["a key in a comment", `x = 1 # was ${key}`],
    ["a key in a comment above", `# api_key = "${key}"\nx = 1`],
  ] as const) {
    test(`does not show ${name}`, () => {
      const shown = maskConfigText(text);
      expect(shown).not.toContain(key.slice(6));
      expect(shown).not.toContain("0123456789");
    });
  }

  test("can be one part of it", () => {
    const text = `a = "x"\nb = "y"\n`;
    expect(maskConfigText(text, { start: 8, end: text.length })).toBe('b = "y"\n');
  });

  test("leaves numbers and addresses alone", () => {
    const text = `long_context_tokens = 60000\n[auth.openai]\ntoken_url = "http://localhost:1"\n`;
    expect(maskConfigText(text)).toBe(text);
  });
});

test("of a text that is no TOML, nothing in quotes is shown that could be a key", () => {
  expect(maskBrokenText(`api_key = "${key}`)).toBe('api_key = "…"');
  expect(maskBrokenText(`api_key = ${key}"`)).not.toContain("0123");
  expect(maskBrokenText(`priority = "first"`)).toBe('priority = "first"');
  expect(maskBrokenText(`api_key = "$SOME_VARIABLE"`)).toBe('api_key = "$SOME_VARIABLE"');
});
