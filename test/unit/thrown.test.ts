import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { codeOf, messageOf } from "../../src/thrown.ts";

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

test("an error tells its message, anything else itself", () => {
  expect(messageOf(new Error("no tide"))).toBe("no tide");
  expect(messageOf("no tide")).toBe("no tide");
  expect(messageOf(undefined)).toBe("undefined");
});

test("only a code in words is one: a DOMException's number is none", () => {
  expect(codeOf(thrownBy(() => readFileSync("/nowhere/at/all")))).toBe("ENOENT");
  expect(codeOf(new DOMException("late", "TimeoutError"))).toBe("");
  expect(codeOf(new Error("no tide"))).toBe("");
  expect(codeOf({ code: "ENOENT" })).toBe("");
});
