import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { restWhenQuiet } from "../../../src/daemon/rest-when-quiet.ts";
import { countRequest } from "../../../src/usage/count-request.ts";
import { makeRecord } from "../usage/make-record.ts";

const request = countRequest(makeRecord());

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** A rest that looks every second, and how often it gave memory back. */
function resting(isBusy = () => false) {
  const seen = { times: 0 };
  const giveBack = () => {
    seen.times += 1;
  };
  return { rest: restWhenQuiet({ isBusy, giveBack, everyMs: 1000 }), seen };
}

test("memory is given back once when no request finishes from one look to the next", () => {
  const { rest, seen } = resting();
  jest.advanceTimersByTime(1000);
  expect(seen.times).toBe(0);
  jest.advanceTimersByTime(1000);
  expect(seen.times).toBe(1);
  jest.advanceTimersByTime(60_000);
  expect(seen.times).toBe(1);
  rest.close();
});

test("a request keeps it awake, and it rests again afterwards", () => {
  const { rest, seen } = resting();
  for (let second = 0; second < 10; second++) {
    jest.advanceTimersByTime(1000);
    rest.take(request);
  }
  expect(seen.times).toBe(0);
  jest.advanceTimersByTime(2000);
  rest.take(request);
  jest.advanceTimersByTime(2000);
  expect(seen.times).toBe(2);
  rest.close();
});

test("a stream that goes on for long is no quiet time", () => {
  let live = 1;
  const { rest, seen } = resting(() => live > 0);
  jest.advanceTimersByTime(60_000);
  live = 0;
  jest.advanceTimersByTime(1000);
  expect(seen.times).toBe(0);
  jest.advanceTimersByTime(1000);
  expect(seen.times).toBe(1);
  rest.close();
});

test("nothing happens after the end", () => {
  const { rest, seen } = resting();
  rest.close();
  jest.advanceTimersByTime(60_000);
  expect(seen.times).toBe(0);
});
