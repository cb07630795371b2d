import { expect, test } from "bun:test";
import { formatClock, formatSpan, formatToday } from "../../../../src/admin/words/moments.ts";

const now = new Date(2026, 10, 22, 15, 42, 8).getTime();

test("a span has its two largest units", () => {
  expect(
    [9_000, 58 * 60_000, 4 * 3_600_000 + 12 * 60_000, 76 * 3_600_000, 86_400_000].map(formatSpan),
  ).toEqual(["9 s", "58 min", "4 h 12 min", "3 d 4 h", "1 d"]);
});

test("a clock names the day only when it is another one", () => {
  expect(formatClock(now + 58 * 60_000, now)).toBe("16:40");
  expect(formatClock(now + 24 * 3_600_000, now)).toBe("23 November, 15:42");
});

test("today is told in full", () => {
  expect(formatToday(now)).toBe("Sunday 22 November, 15:42");
});
