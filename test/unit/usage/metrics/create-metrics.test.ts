import { describe, expect, test } from "bun:test";
import { countRequest } from "../../../../src/usage/count-request.ts";
import { createMetrics, type MetricSources } from "../../../../src/usage/metrics/create-metrics.ts";
import type { RequestRecord } from "../../../../src/usage/record.ts";
import { makeAttempt, makeRecord } from "../make-record.ts";
import { type Family, parseExposition } from "./parse-exposition.ts";

const sources: MetricSources = {
  version: "1.0.0",
  commit: "abc1234",
  liveStreams: () => 3,
  cooldowns: () => [
    { key: { provider: "chatgpt" }, cause: "rate_limit" },
    { key: { provider: "chatgpt" }, cause: "rate_limit" },
    { key: { provider: "zai" }, cause: "overloaded" },
  ],
  ledger: () => ({ state: "waiting", reason: "locked", written: 5, queued: 7, dropped: 2 }),
  process: () => ({ residentBytes: 44_040_192, cpuSeconds: 1.25, startedAt: 1_795_000_000 }),
};

function metricsOf(records: readonly RequestRecord[]): Map<string, Family> {
  const metrics = createMetrics(sources);
  for (const record of records) metrics.take(countRequest(record));
  return parseExposition(metrics.render());
}

function seriesValue(
  families: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const family = families.get(name.replace(/_(?:bucket|sum|count)$/, "")) ?? families.get(name);
  return family?.series.find(
    (series) =>
      series.name === name &&
      Object.entries(labels).every(([label, value]) => series.labels[label] === value),
  )?.value;
}

const { usage: _usage, firstEventMs: _first, ...bare } = makeAttempt();
const refused = { ...bare, provider: "openrouter", outcome: "overloaded", status: 529 } as const;

describe("the metrics", () => {
  test("are sound text from the first scrape on", () => {
    const families = metricsOf([]);
    expect([...families.keys()]).toContain("ccm_requests_total");
    expect(seriesValue(families, "ccm_requests_total")).toBeUndefined();
  });

  test("count requests by how they ended, and every attempt", () => {
    const families = metricsOf([
      makeRecord({ id: "a" }),
      makeRecord({ id: "b" }),
      makeRecord({ id: "c", attempts: [refused, makeAttempt()] }),
      makeRecord({
        id: "d",
        status: 529,
        attempts: [refused],
        failure: { kind: "overloaded", message: "Busy" },
      }),
    ]);
    const labels = { client: "anthropic", endpoint: "messages", route: "default", model: "glm-4.6" };
    expect(seriesValue(families, "ccm_requests_total", { ...labels, outcome: "ok" })).toBe(2);
    expect(seriesValue(families, "ccm_requests_total", { ...labels, outcome: "failover" })).toBe(1);
    expect(seriesValue(families, "ccm_requests_total", { ...labels, outcome: "failed" })).toBe(1);
    expect(seriesValue(families, "ccm_attempts_total", { provider: "zai", outcome: "ok" })).toBe(3);
    expect(
      seriesValue(families, "ccm_attempts_total", { provider: "openrouter", outcome: "overloaded" }),
    ).toBe(2);
  });

  test("count tokens by kind and dollars, billed and at list price", () => {
    const usage = { input: 1_000, cacheRead: 2_000, output: 200, reasoning: 50 };
    const families = metricsOf([
      makeRecord({ id: "a", attempts: [makeAttempt({ usage })] }),
      makeRecord({ id: "b", attempts: [makeAttempt({ usage, subscription: true })] }),
      makeRecord({ id: "c", attempts: [makeAttempt({ usage, model: "glm-unheard-of" })] }),
    ]);
    const target = { provider: "zai", model: "glm-4.6" };
    expect(seriesValue(families, "ccm_tokens_total", { ...target, kind: "input" })).toBe(2_000);
    expect(seriesValue(families, "ccm_tokens_total", { ...target, kind: "cache_read" })).toBe(4_000);
    expect(seriesValue(families, "ccm_tokens_total", { ...target, kind: "reasoning" })).toBe(100);
    expect(seriesValue(families, "ccm_tokens_total", { ...target, kind: "cache_write_5m" })).toBeUndefined();
    // (1,000 × 0.6 + 2,000 × 0.11 + 200 × 2.2) / 1e6 each
    expect(seriesValue(families, "ccm_cost_dollars_total", { ...target, kind: "billed" })).toBeCloseTo(
      0.00126,
      12,
    );
    expect(seriesValue(families, "ccm_cost_dollars_total", { ...target, kind: "list" })).toBeCloseTo(
      0.00252,
      12,
    );
    expect(
      seriesValue(families, "ccm_unpriced_attempts_total", { provider: "zai", model: "glm-unheard-of" }),
    ).toBe(1);
  });

  test("hold waiting times in seconds", () => {
    const families = metricsOf(
      [90, 100, 4_000, 500_000].map((firstTokenMs, index) =>
        makeRecord({ id: `req_${index}`, firstTokenMs, overheadMs: 0.4 }),
      ),
    );
    const bucket = (le: string) =>
      seriesValue(families, "ccm_first_token_seconds_bucket", { provider: "zai", le });
    expect([bucket("0.1"), bucket("3"), bucket("5"), bucket("120"), bucket("+Inf")]).toEqual([2, 2, 3, 3, 4]);
    expect(seriesValue(families, "ccm_first_token_seconds_sum")).toBeCloseTo(504.19, 9);
    expect(seriesValue(families, "ccm_overhead_seconds_bucket", { le: "0.0005" })).toBe(4);
  });

  test("tell what is so at the moment", () => {
    const families = metricsOf([]);
    expect(seriesValue(families, "ccm_live_streams")).toBe(3);
    expect(seriesValue(families, "ccm_cooldowns", { provider: "chatgpt", cause: "rate_limit" })).toBe(2);
    expect(seriesValue(families, "ccm_cooldowns", { provider: "zai", cause: "overloaded" })).toBe(1);
    expect(seriesValue(families, "ccm_ledger_recording")).toBe(0);
    expect(seriesValue(families, "ccm_ledger_queued_requests")).toBe(7);
    expect(seriesValue(families, "ccm_ledger_dropped_requests_total")).toBe(2);
    expect(seriesValue(families, "ccm_build_info", { version: "1.0.0", commit: "abc1234" })).toBe(1);
    expect(seriesValue(families, "process_resident_memory_bytes")).toBe(44_040_192);
    expect(seriesValue(families, "process_cpu_seconds_total")).toBe(1.25);
    expect(seriesValue(families, "process_start_time_seconds")).toBe(1_795_000_000);
  });

  test("read this process by themselves when nobody else does", () => {
    const { process: _process, ...rest } = sources;
    const families = parseExposition(createMetrics(rest).render());
    expect(seriesValue(families, "process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
    expect(seriesValue(families, "process_start_time_seconds")).toBeLessThan(Date.now() / 1000);
  });

  test("stay bounded whatever model names clients invent", () => {
    const families = metricsOf(
      Array.from({ length: 500 }, (_, index) =>
        makeRecord({ id: `req_${index}`, model: `invented-${index}`, attempts: [] }),
      ),
    );
    const series = families.get("ccm_requests_total")?.series ?? [];
    expect(series).toHaveLength(101);
    expect(seriesValue(families, "ccm_requests_total", { model: "other" })).toBe(400);
  });

  test("carry any name unharmed", () => {
    const model = 'say "hi"\\\nccm_fake_total 1';
    const families = metricsOf([makeRecord({ model, attempts: [] })]);
    expect(seriesValue(families, "ccm_requests_total", { model })).toBe(1);
    expect(families.has("ccm_fake_total")).toBe(false);
  });
});
