import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { loadConfig } from "../../../src/config/load.ts";
import { priceOf, ratesFor } from "../../../src/usage/price-of.ts";
import { type PriceRow, vendorPrices } from "../../../src/usage/prices.ts";

const noon = Date.UTC(2026, 10, 22, 12); // a Sunday

describe("the price of a model", () => {
  test("comes from the vendor's list", () => {
    expect(priceOf("anthropic", "claude-opus-5-5", noon)).toMatchObject({
      input: 4,
      output: 20,
      cacheRead: 0.2,
    });
    expect(priceOf("z.ai", "glm-4.6", noon)).toMatchObject({ input: 0.6, output: 2.2, cacheRead: 0.11 });
  });

  test("is known for every model of the container's config", () => {
    const { config } = loadConfig(join(import.meta.dir, "../../../config/config.toml"), {});
    const mappings = config?.models.flatMap((model) => model.mappings) ?? [];
    expect(mappings.length).toBeGreaterThan(26);
    const unknown = mappings.filter(({ provider, actualModel }) => {
      const type = config?.providers.find(({ name }) => name === provider)?.type;
      const price = type && priceOf(type, actualModel, noon);
      return price?.input === undefined || price.output === undefined;
    });
    expect(unknown.map(({ provider, actualModel }) => `${provider}/${actualModel}`)).toEqual([]);
  });

  test("is found whatever the spelling and the snapshot date", () => {
    const price = priceOf("anthropic", "claude-opus-4-5", noon);
    expect(price).toBeDefined();
    for (const model of [
      "claude-opus-4-5-20251101",
      "Claude-Opus-4.5",
      "claude-opus-4-5@20251101",
      "claude-opus-4-5[1m]",
    ])
      expect(priceOf("anthropic", model, noon)).toEqual(price as never);
    expect(priceOf("openai", "gpt-6.1-sol-2026-09-29", noon)).toMatchObject({ input: 2 });
  });

  test("is unknown for a model that the list does not hold, even if its name begins alike", () => {
    expect(priceOf("openai", "gpt-5-turbo-max", noon)).toBeUndefined();
    expect(priceOf("anthropic", "claude-next", noon)).toBeUndefined();
    expect(priceOf("openai-compatible", "claude-opus-5-5", noon)).toBeUndefined();
    expect(priceOf("azure-openai", "gpt-5.1", noon)).toBeUndefined();
  });

  test("passes through a reseller for closed models only", () => {
    expect(priceOf("openrouter", "anthropic/claude-sonnet-4.5", noon)).toMatchObject({ input: 3 });
    expect(priceOf("openrouter", "x-ai/grok-4.7", noon)).toMatchObject({ input: 2 });
    expect(priceOf("vertex-ai", "claude-opus-4-5@20251101", noon)).toMatchObject({ input: 5 });
    expect(priceOf("opencode-zen", "gpt-5.1-codex", noon)).toMatchObject({ input: 1.25 });
    expect(priceOf("openrouter", "openai/gpt-oss-120b", noon)).toBeUndefined();
    expect(priceOf("openrouter", "z-ai/glm-4.6", noon)).toBeUndefined();
  });

  test("is nothing on one's own machine and for OpenRouter's free variants", () => {
    expect(priceOf("ollama", "qwen3-coder", noon)).toMatchObject({ input: 0, output: 0, cacheRead: 0 });
    expect(priceOf("openrouter", "z-ai/glm-4.5-air:free", noon)).toMatchObject({ input: 0, output: 0 });
  });

  test("changes on the day the vendor changes it", () => {
    const lastDay = Date.UTC(2026, 10, 30, 23, 59, 59);
    expect(priceOf("gemini", "gemini-4-argon", lastDay)).toMatchObject({ input: 2, output: 10 });
    expect(priceOf("gemini", "gemini-4-argon", lastDay + 1_000)).toMatchObject({ input: 4, output: 20 });
  });

  test("doubles in the vendor's peak hours on a weekday", () => {
    const at = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour);
    expect(priceOf("deepseek", "deepseek-flash", at(23, 1))).toMatchObject({
      input: 0.3,
      cacheRead: 0.006,
      output: 1.2,
    });
    expect(priceOf("deepseek", "deepseek-flash", at(23, 4))).toMatchObject({ input: 0.15, output: 0.6 });
    expect(priceOf("deepseek", "deepseek-flash", at(23, 9))).toMatchObject({ input: 0.3 });
    expect(priceOf("deepseek", "deepseek-flash", at(22, 9))).toMatchObject({ input: 0.15 });
  });

  test("yields to the mapping's own, which is flat and leaves other kinds to the list", () => {
    const price = priceOf("gemini", "gemini-2.5-pro", noon, { input: 9 });
    expect(price).toMatchObject({ input: 9, output: 10, cacheRead: 0.125 });
    expect(price?.long).toBeUndefined();
    expect(priceOf("openai-compatible", "anything", noon, { input: 1, output: 2 })).toEqual({
      input: 1,
      output: 2,
    });
  });
});

describe("rates for a long prompt", () => {
  const price: PriceRow = {
    models: [],
    input: 2,
    output: 12,
    cacheRead: 0.2,
    long: { above: 200_000, input: 2, output: 1.5 },
  };

  test("hold from one token above the limit, for every kind", () => {
    expect(ratesFor(price, 200_000)).toMatchObject({ input: 2, output: 12, cacheRead: 0.2 });
    expect(ratesFor(price, 200_001)).toMatchObject({ input: 4, output: 18, cacheRead: 0.4 });
  });

  test("leave an unknown kind unknown", () => {
    expect(ratesFor(price, 200_001).cacheWrite1h).toBeUndefined();
  });
});

test("every row of the price table is reachable: ids are written as they are looked up, dates are days", () => {
  for (const rows of Object.values(vendorPrices)) {
    for (const row of rows as readonly PriceRow[]) {
      for (const id of row.models) expect(id).toMatch(/^[a-z0-9/-]+$/);
      if (row.until !== undefined) expect(new Date(row.until).toISOString().slice(0, 10)).toBe(row.until);
      for (const rate of [row.input, row.output]) expect(rate).toBeGreaterThanOrEqual(0);
    }
  }
});

test("no model has two prices at one time", () => {
  for (const rows of Object.values(vendorPrices)) {
    const open = (rows as readonly PriceRow[]).filter(({ until }) => until === undefined);
    const ids = open.flatMap(({ models }) => models);
    expect(new Set(ids).size).toBe(ids.length);
  }
});
