import { expect, test } from "bun:test";
import { parseMoment } from "../../../src/cli/parse-moment.ts";

const now = new Date(2026, 10, 22, 15, 30);

test.each([
  ["90s", now.getTime() - 90_000],
  ["30m", now.getTime() - 1_800_000],
  ["2h", now.getTime() - 7_200_000],
  ["3d", now.getTime() - 259_200_000],
  ["1w", now.getTime() - 604_800_000],
  ["2026-11-20", new Date(2026, 10, 20).getTime()],
  ["2026-11-20 08:15", new Date(2026, 10, 20, 8, 15).getTime()],
  ["2026-11-20T08:15:30Z", Date.UTC(2026, 10, 20, 8, 15, 30)],
])("%s is understood", (text, expected) => {
  expect(parseMoment(text, now)).toBe(expected);
});

test.each(["", "soon", "5x", "h", "-3h", "22.11.2026", "2026-13-45 99:99", "2026-13-45", "3"])(
  "%j is refused with examples",
  (text) => {
    expect(() => parseMoment(text, now)).toThrow("try 30m, 2h, 3d");
  },
);
