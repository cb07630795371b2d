import { expect, test } from "bun:test";
import { whyAndUntil } from "../../../../src/admin/words/rest.ts";

const now = new Date(2026, 10, 22, 15, 0).getTime();
const until = now + 30 * 60_000;

test.each([
  [{ detail: "Limit reached", until }, "Limit reached, until 15:30"],
  [{ detail: "", until }, "until 15:30"],
  [{ detail: "$KEY is unset" }, "$KEY is unset"],
  [{ detail: "" }, ""],
])("%p is told as %p", (state, words) => {
  expect(whyAndUntil(state, now)).toBe(words);
});
