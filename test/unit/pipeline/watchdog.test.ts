import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";
import { startWatchdog } from "../../../src/pipeline/watchdog.ts";

let now = 0;

beforeEach(() => {
  jest.useFakeTimers();
  now = 0;
});

afterEach(() => {
  jest.useRealTimers();
});

function pass(milliseconds: number): void {
  for (let step = 0; step < milliseconds; step += 10) {
    now += 10;
    jest.advanceTimersByTime(10);
  }
}

function setUp() {
  const controller = new AbortController();
  const watchdog = startWatchdog(
    controller,
    1000,
    () => new Error("first"),
    () => now,
  );
  return { watchdog, controller, signal: controller.signal };
}

describe("a watchdog", () => {
  test("ends a call after its silence, and not before", () => {
    const { signal } = setUp();
    pass(990);
    expect(signal.aborted).toBe(false);
    pass(10);
    expect(signal.reason).toEqual(new Error("first"));
  });

  test("counts from the last sign of life", () => {
    const { watchdog, signal } = setUp();
    pass(800);
    watchdog.touch();
    pass(990);
    expect(signal.aborted).toBe(false);
    pass(10);
    expect(signal.aborted).toBe(true);
  });

  test("takes another limit from now on, with its own reason", () => {
    const { watchdog, signal } = setUp();
    pass(900);
    watchdog.limit(3000, () => new Error("second"));
    pass(2990);
    expect(signal.aborted).toBe(false);
    pass(10);
    expect(signal.reason).toEqual(new Error("second"));
  });

  test("does not count the time in which nobody listens", () => {
    const { watchdog, signal } = setUp();
    pass(600);
    watchdog.pause();
    pass(2300);
    watchdog.resume();
    pass(390);
    expect(signal.aborted).toBe(false);
    pass(20);
    expect(signal.aborted).toBe(true);
  });

  test("whose limit is changed listens again", () => {
    const { watchdog, signal } = setUp();
    watchdog.pause();
    watchdog.limit(20, () => new Error("last"));
    pass(20);
    expect(signal.reason).toEqual(new Error("last"));
  });

  test("is silent once it is stopped", () => {
    const { watchdog, signal } = setUp();
    watchdog.stop();
    pass(5000);
    expect(signal.aborted).toBe(false);
  });

  test("keeps no timer for a call that somebody else has ended, whatever else is asked of it", () => {
    const { watchdog, controller } = setUp();
    watchdog.pause();
    controller.abort();
    expect(jest.getTimerCount()).toBe(0);
    watchdog.limit(1000, () => new Error("late"));
    expect(jest.getTimerCount()).toBe(0);
  });
});
