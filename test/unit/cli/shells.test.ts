import { describe, expect, test } from "bun:test";
import { detectShell, exportLines, isShell } from "../../../src/cli/shells.ts";

describe("lines that set variables", () => {
  test("stay bare where nothing needs quoting", () => {
    expect(exportLines("bash", { URL: "http://127.0.0.1:13456", N: "1" })).toBe(
      "export URL=http://127.0.0.1:13456\nexport N=1",
    );
  });

  test("quote for each shell in its own way", () => {
    const awkward = { KEY: `a'b\\c $d` };
    expect(exportLines("zsh", awkward)).toBe(`export KEY='a'\\''b\\c $d'`);
    expect(exportLines("fish", awkward)).toBe(`set -gx KEY 'a\\'b\\\\c $d'`);
    expect(exportLines("powershell", awkward)).toBe(`$env:KEY = 'a''b\\c $d'`);
  });

  test("an empty value stays a value", () => {
    expect(exportLines("bash", { EMPTY: "" })).toBe("export EMPTY=''");
  });
});

test("the shell is known by $SHELL, and by nothing that only looks like a name", () => {
  expect(detectShell({ SHELL: "/usr/bin/fish" })).toBe("fish");
  expect(detectShell({ SHELL: "/bin/tcsh" })).toBe("bash");
  expect(detectShell({})).toBe("bash");
  expect(isShell("toString")).toBe(false);
});
