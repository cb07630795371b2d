import { describe, expect, test } from "bun:test";
import { rangeOf } from "../../../../src/usage/queries/range.ts";

// The tests run in whatever zone the machine has: days are built from local parts.
const now = new Date(2026, 10, 3, 9, 30);

describe("a named range", () => {
  test("ends now, the present moment included", () => {
    expect(rangeOf("today", now).to).toBe(now.getTime() + 1);
  });

  test("begins at local midnight, days counted by the calendar and not by 24 hours", () => {
    expect(new Date(rangeOf("today", now).from)).toEqual(new Date(2026, 10, 3));
    expect(new Date(rangeOf("week", now).from)).toEqual(new Date(2026, 9, 28));
    expect(new Date(rangeOf("month", now).from)).toEqual(new Date(2026, 9, 5));
  });

  test("of an hour is sixty minutes", () => {
    expect(now.getTime() - rangeOf("hour", now).from).toBe(3_600_000);
  });
});
