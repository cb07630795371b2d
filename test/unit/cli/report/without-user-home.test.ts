import { expect, test } from "bun:test";
import { withoutUserHome } from "../../../../src/cli/report/without-user-home.ts";

test("the user's folder is left out, the root of a container is not", () => {
  expect(withoutUserHome("/home/me/.claude-code-mux/x", "/home/me")).toBe("~/.claude-code-mux/x");
  for (const userHome of ["/", ""]) expect(withoutUserHome("a /b/c", userHome)).toBe("a /b/c");
});
