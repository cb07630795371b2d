import { describe, expect, test } from "bun:test";
import { createRefreshPace } from "../../../src/auth/refresh-pace.ts";

function paceAt(start: number) {
  const time = { now: start };
  return { time, pace: createRefreshPace(() => time.now) };
}

describe("the pace of refreshes", () => {
  test("starts without waiting", () => {
    const { pace } = paceAt(0);
    expect(pace.waitMs()).toBe(0);
    expect(pace.justSucceeded()).toBe(false);
  });

  test("waits 5 s after a failure, doubling to 5 min", () => {
    const { pace, time } = paceAt(1000);
    const waits: number[] = [];
    for (let failure = 0; failure < 9; failure++) {
      pace.failed(undefined);
      waits.push(pace.waitMs());
      time.now += pace.waitMs();
      expect(pace.waitMs()).toBe(0);
    }
    expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  });

  test("waits at least as long as the vendor asks for, but not for ever", () => {
    const { pace } = paceAt(0);
    pace.failed(42_000);
    expect(pace.waitMs()).toBe(42_000);
    pace.failed(86_400_000);
    expect(pace.waitMs()).toBe(300_000);
  });

  test("forgets failures with a success, and holds still for 30 s after it", () => {
    const { pace, time } = paceAt(0);
    pace.failed(undefined);
    pace.failed(undefined);
    pace.succeeded();
    expect(pace.waitMs()).toBe(0);
    expect(pace.justSucceeded()).toBe(true);
    time.now += 29_999;
    expect(pace.justSucceeded()).toBe(true);
    time.now += 1;
    expect(pace.justSucceeded()).toBe(false);
    pace.failed(undefined);
    expect(pace.waitMs()).toBe(5000);
  });
});
