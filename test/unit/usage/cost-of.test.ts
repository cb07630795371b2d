import { describe, expect, test } from "bun:test";
import { costOf, costOfAttempt } from "../../../src/usage/cost-of.ts";
import { makeAttempt } from "./make-record.ts";

const noon = Date.UTC(2026, 10, 22, 12);

describe("the cost of tokens", () => {
  test("is each kind at its own rate", () => {
    const price = { input: 4, output: 20, cacheRead: 0.2, cacheWrite5m: 5, cacheWrite1h: 8, webSearch: 10 };
    const usage = {
      input: 31_200, // 0.1248
      cacheRead: 52_400, // 0.01048
      cacheWrite5m: 4_400, // 0.022
      cacheWrite1h: 1_000, // 0.008
      output: 2_104, // 0.04208
      reasoning: 1_370, // part of output
      webSearches: 3, // 0.03
    };
    expect(costOf(usage, price)).toBeCloseTo(0.23736, 12);
  });

  test("takes the long rates by the whole prompt, cached tokens included", () => {
    const price = { input: 0.1, output: 0.5, cacheRead: 0.01, long: { above: 100_000, input: 5, output: 5 } };
    expect(costOf({ input: 10_000, cacheRead: 90_000, output: 1_000 }, price)).toBeCloseTo(0.0024, 12);
    expect(costOf({ input: 10_001, cacheRead: 90_000, output: 1_000 }, price)).toBeCloseTo(0.0120005, 12);
  });

  test("is unknown when a used kind has no price, and only then", () => {
    expect(costOf({ input: 10, cacheRead: 5 }, { input: 1, output: 1 })).toBeUndefined();
    expect(costOf({ input: 10, cacheRead: 0 }, { input: 1, output: 1 })).toBeCloseTo(0.00001, 12);
    expect(costOf({ output: 1, webSearches: 1 }, { input: 1, output: 1 })).toBeUndefined();
  });
});

describe("the cost of an attempt", () => {
  test("is billed at list price with an API key", () => {
    // glm-4.6: 1,000 × 0.6 + 200 × 2.2 per million
    const { billed, list } = costOfAttempt(makeAttempt(), noon);
    expect(billed).toBeCloseTo(0.00104, 12);
    expect(list).toBeCloseTo(0.00104, 12);
  });

  test("is nothing where a plan pays, with the list price beside it", () => {
    const login = costOfAttempt(makeAttempt({ subscription: true }), noon);
    expect(login.billed).toBe(0);
    expect(login.list).toBeCloseTo(0.00104, 12);
    expect(
      costOfAttempt(makeAttempt({ providerType: "kimi-coding", model: "kimi-for-coding" }), noon),
    ).toEqual({
      billed: 0,
    });
  });

  test("is unknown for an unknown model, not zero", () => {
    expect(costOfAttempt(makeAttempt({ model: "glm-unheard-of" }), noon)).toEqual({});
  });

  test("is what the provider reports, unless the mapping states a price", () => {
    const usage = { input: 1_000, output: 200, reportedCost: 0.5 };
    const routed = makeAttempt({ providerType: "openrouter", model: "z-ai/glm-4.6", usage });
    expect(costOfAttempt(routed, noon)).toEqual({ billed: 0.5, list: 0.5 });
    const stated = costOfAttempt({ ...routed, price: { input: 1, output: 10 } }, noon);
    expect(stated.billed).toBeCloseTo(0.003, 12);
  });

  test("is nothing before the first event and unknown after it, when no usage came", () => {
    const { usage: _usage, firstEventMs: _first, ...silent } = makeAttempt({ outcome: "rate_limit" });
    expect(costOfAttempt(silent, noon)).toEqual({ billed: 0, list: 0 });
    expect(costOfAttempt({ ...silent, firstEventMs: 50 }, noon)).toEqual({});
    expect(costOfAttempt({ ...silent, firstEventMs: 50, subscription: true }, noon)).toEqual({ billed: 0 });
  });

  test("takes the price of the moment it was made", () => {
    const attempt = makeAttempt({
      providerType: "gemini",
      model: "gemini-4-argon",
      usage: { input: 1_000_000 },
    });
    const lastDay = Date.UTC(2026, 10, 30, 23, 59, 59);
    expect(costOfAttempt(attempt, lastDay).billed).toBe(2);
    expect(costOfAttempt({ ...attempt, startMs: 1_000 }, lastDay).billed).toBe(4);
  });
});
