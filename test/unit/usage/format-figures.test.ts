import { expect, test } from "bun:test";
import {
  formatBytes,
  formatCost,
  formatCount,
  formatDollars,
  formatMs,
  formatRate,
  formatShare,
  formatTokens,
} from "../../../src/usage/format-figures.ts";

test("counts have a comma at every thousand", () => {
  expect([0, 999, 1_284, 1_234_567].map(formatCount)).toEqual(["0", "999", "1,284", "1,234,567"]);
});

test("tokens have one decimal of their unit", () => {
  expect([0, 812, 999, 1_000, 41_234, 999_940, 999_950, 48_200_000, 2_100_000_000].map(formatTokens)).toEqual(
    ["0", "812", "999", "1.0 k", "41.2 k", "999.9 k", "1.0 M", "48.2 M", "2.1 G"],
  );
});

test("rates have two decimals, or as many as they need", () => {
  expect([0, 3, 0.3, 10, 1.25, 0.125].map(formatRate)).toEqual([
    "0.00",
    "3.00",
    "0.30",
    "10.00",
    "1.25",
    "0.125",
  ]);
  expect(formatRate(undefined)).toBe("");
});

test("dollars have cents, and four digits below one dollar", () => {
  expect([0, 0.00001, 0.0004, 0.0721, 0.9999, 6.41, 1_204.5].map(formatDollars)).toEqual([
    "$0",
    "under $0.0001",
    "$0.0004",
    "$0.0721",
    "$0.9999",
    "$6.41",
    "$1,204.50",
  ]);
});

test("durations fit their length", () => {
  expect([0.4, 9.94, 12.3, 180, 999.4, 1_240, 12_340, 99_949, 185_000].map(formatMs)).toEqual([
    "0.4 ms",
    "9.9 ms",
    "12 ms",
    "180 ms",
    "999 ms",
    "1.24 s",
    "12.3 s",
    "99.9 s",
    "3 min 5 s",
  ]);
});

test("bytes fit their size", () => {
  expect([812, 2_048, 214_000, 1_234_567].map(formatBytes)).toEqual(["812 B", "2.0 kB", "214 kB", "1.2 MB"]);
});

test("what is unknown is empty, not zero", () => {
  expect([formatTokens(undefined), formatDollars(undefined), formatMs(undefined), formatShare(0, 0)]).toEqual(
    ["", "", "", ""],
  );
  expect(formatCost({ billed: undefined }, false)).toBe("");
});

test("what a plan paid is called so", () => {
  expect(formatCost({ billed: 0 }, true)).toBe("plan");
  expect(formatCost({ billed: 0.0721 }, false)).toBe("$0.0721");
});
