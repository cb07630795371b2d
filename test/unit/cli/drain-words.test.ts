import { expect, test } from "bun:test";
import { drainWords } from "../../../src/cli/drain-words.ts";

test("live streams are spoken of only where they may run on", () => {
  const more = ", and more";
  expect(drainWords({ drainMs: 30_000 }, more, "linux")).toBe(
    "; live streams may run on for up to 30 s, and more",
  );
  expect(drainWords({ drainMs: 0 }, more, "linux")).toBe("");
  expect(drainWords({ drainMs: 30_000 }, more, "win32")).toBe("");
});
