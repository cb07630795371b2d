import { describe, expect, test } from "bun:test";
import { compilePattern } from "../../../src/config/regex.ts";

function matches(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  if ("problem" in compiled) throw new Error(compiled.problem);
  return compiled.regex.test(text);
}

describe("compilePattern", () => {
  test.each<[pattern: string, yes: string, no: string]>([
    ["^claude-", "claude-sonnet", "my-claude-sonnet"],
    ["(?i)claude.*haiku", "Claude-3.5-HAIKU", "claude-opus"],
    ["(?im)^b$", "a\nB", "ab"],
    ["(?s)a.b", "a\nb", "ab"],
    ["(?u)é", "é", "e"],
    ["^(?P<family>claude|gpt)-", "gpt-5", "glm-4"],
    ["\\Agpt-5\\z", "gpt-5", "gpt-5.1"],
    ["(?m)\\Agpt", "gpt", "x\ngpt"],
    ["^\\p{Lu}", "Ä", "ä"],
    ["a\\\\A", "a\\A", "aA"],
    ["(?i:GPT)-x", "gpt-x", "gpt-X"],
  ])("%s", (pattern, yes, no) => {
    expect(matches(pattern, yes)).toBe(true);
    expect(matches(pattern, no)).toBe(false);
  });

  test.each([
    ["(?x) a b", /flag "x" in \(\?x\) is not supported/],
    ["(?iU)a", /flag "U"/],
    ["(?-i)a", /flag "-"/],
    ["[[:alpha:]]+", /write \[A-Za-z\]/],
    ["claude(", /not a valid regular expression: /],
    ["a(?i)b", /not a valid regular expression: /],
  ])("refuses %s with a reason", (pattern, reason) => {
    const compiled = compilePattern(pattern);
    expect("problem" in compiled ? compiled.problem : "compiled").toMatch(reason);
  });
});
