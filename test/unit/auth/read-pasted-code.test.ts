import { describe, expect, test } from "bun:test";
import { LoginError } from "../../../src/auth/login-error.ts";
import { readPastedCode } from "../../../src/auth/read-pasted-code.ts";

function problemOf(pasted: string): string {
  try {
    readPastedCode(pasted);
    return "none";
  } catch (error) {
    return error instanceof LoginError ? error.problem : "another error";
  }
}

describe("readPastedCode", () => {
  test.each([
    ["abc", { code: "abc" }],
    ["  abc\n", { code: "abc" }],
    ["abc#st", { code: "abc", state: "st" }],
    ["abc#", { code: "abc" }],
    ["http://localhost:1455/auth/callback?code=a%2Fb&state=st&scope=x", { code: "a/b", state: "st" }],
    ['"http://localhost:1455/auth/callback?code=abc&state=st"', { code: "abc", state: "st" }],
    ["?code=abc&state=st", { code: "abc", state: "st" }],
    ["localhost:1455/auth/callback?code=abc&state=st", { code: "abc", state: "st" }],
    ["code=abc&state=st", { code: "abc", state: "st" }],
    ["4/0Ab_32-x", { code: "4/0Ab_32-x" }],
  ])("reads %j", (pasted, expected) => {
    expect(readPastedCode(pasted)).toEqual(expected);
  });

  test.each([
    "",
    "   ",
    "#state",
    "two words",
    "https://example.com/",
    "http://localhost:1455/auth/callback?state=s",
  ])("%j holds no code", (pasted) => {
    expect(problemOf(pasted)).toBe("no_code");
  });

  test("an address that says consent was denied is a denial, not a missing code", () => {
    expect(problemOf("http://localhost:1455/auth/callback?error=access_denied&state=s")).toBe("denied");
  });

  test("another error of the page is named without what could be markup", () => {
    expect(() => readPastedCode("http://localhost/?error=<b>server_error</b>")).toThrow(
      'the login page answered "bserver_errorb": nothing was stored',
    );
  });
});
