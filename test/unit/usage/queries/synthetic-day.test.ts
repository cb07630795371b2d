import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type CountedRequest, countRequest } from "../../../../src/usage/count-request.ts";
import { openLedger } from "../../../../src/usage/ledger/open-ledger.ts";
import { dimensions } from "../../../../src/usage/queries/dimensions.ts";
import { type LedgerReader, openLedgerReader } from "../../../../src/usage/queries/open-reader.ts";
import type { Range } from "../../../../src/usage/queries/range.ts";
import { inputOf } from "../../../../src/usage/queries/tally.ts";
import type { AttemptRecord, RequestRecord, TokenUsage } from "../../../../src/usage/record.ts";
import { makeAttempt, makeRecord } from "../make-record.ts";
import { recordingLog } from "../temporary-ledger.ts";

/*
 * A day of invented traffic with every kind of ending, written through the ledger and asked back. The expected sums
 * are made here, straight from what the stand-in providers would have counted.
 */

const dayMs = 24 * 60 * 60 * 1000;
const midnight = Date.UTC(2026, 10, 22);
const size = 3_000;

const targets = [
  { provider: "zai", providerType: "z.ai", model: "glm-4.6", subscription: false },
  { provider: "claude", providerType: "anthropic", model: "claude-sonnet-5-5", subscription: true },
  { provider: "home", providerType: "openai-compatible", model: "unheard-of", subscription: false },
] as const;

function usageOf(index: number): TokenUsage {
  return {
    input: 100 + (index % 37),
    cacheRead: index * 3,
    cacheWrite5m: index % 11,
    output: 20 + (index % 7),
    reasoning: index % 5,
  };
}

function answered(index: number): AttemptRecord {
  return makeAttempt({ ...targets[index % 3], usage: usageOf(index), startMs: 0 });
}

function refused(index: number): AttemptRecord {
  const { usage: _usage, firstEventMs: _first, ...attempt } = makeAttempt(targets[(index + 1) % 3]);
  return { ...attempt, outcome: "overloaded", status: 529 };
}

function requestAt(index: number): RequestRecord {
  const base = makeRecord({
    id: `req_${index}`,
    startedAt: midnight + Math.floor((index / size) * dayMs),
    model: ["sonnet", "glm", "local"][index % 3] ?? "",
    routeReason: index % 4 === 0 ? "background" : "default",
    session: `session-${index % 9}`,
    firstTokenMs: 100 + index,
    overheadMs: index / size,
    attempts: [answered(index)],
  });
  if (index % 50 === 1) return { ...base, endpoint: "count_tokens" };
  if (index % 50 === 2) return { ...base, attempts: [refused(index), answered(index)] };
  if (index % 50 === 3)
    return {
      ...base,
      status: 529,
      attempts: [refused(index)],
      failure: { kind: "overloaded", message: "Busy" },
    };
  if (index % 50 === 4)
    return { ...base, status: 499, attempts: [{ ...answered(index), outcome: "cancelled" }] };
  return base;
}

const records = Array.from({ length: size }, (_, index) => requestAt(index));
const billable = records.filter(({ endpoint }) => endpoint !== "count_tokens").map(countRequest);
const folder = mkdtempSync(join(tmpdir(), "ccm-usage-day-"));
let reader: LedgerReader;

beforeAll(() => {
  const ledger = openLedger(join(folder, "usage.sqlite"), { log: recordingLog().log });
  for (const record of records) ledger.take(countRequest(record));
  ledger.close();
  reader = openLedgerReader(ledger.path);
});

afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

function inRange({ from, to }: Range): CountedRequest[] {
  return billable.filter(({ request }) => request.startedAt >= from && request.startedAt < to);
}

function sumOf(requests: readonly CountedRequest[], kind: keyof TokenUsage): number {
  return requests.reduce((sum, { usage }) => sum + (usage[kind] ?? 0), 0);
}

function expectedTotals(requests: readonly CountedRequest[]) {
  const ended = (outcome: string) => requests.filter((request) => request.outcome === outcome).length;
  return {
    requests: requests.length,
    ok: ended("ok"),
    failover: ended("failover"),
    failed: ended("failed"),
    cancelled: ended("cancelled"),
    plan: requests.filter(({ plan }) => plan).length,
    tokens: {
      input: sumOf(requests, "input"),
      cacheRead: sumOf(requests, "cacheRead"),
      cacheWrite5m: sumOf(requests, "cacheWrite5m"),
      cacheWrite1h: 0,
      output: sumOf(requests, "output"),
      reasoning: sumOf(requests, "reasoning"),
      webSearches: 0,
    },
    unpriced: requests.filter(({ cost }) => cost.list === undefined).length,
  };
}

const wholeDay: Range = { from: midnight, to: midnight + dayMs };

describe("a day of traffic", () => {
  test("comes back to the token, in any range, whole half hours or not", () => {
    const moment = fc.integer({ min: midnight - dayMs / 24, max: midnight + dayMs + dayMs / 24 });
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        const range = { from: Math.min(one, other), to: Math.max(one, other) };
        const { cost, ...totals } = reader.totals(range);
        expect({ ...totals, unpriced: cost.unpriced }).toEqual(expectedTotals(inRange(range)));
      }),
      { numRuns: 60 },
    );
  });

  test("costs what the price list says, worked out by hand", () => {
    // glm-4.6: 0.6 fresh, 0.11 read, 0 written, 2.2 out; the home server has no price; the login is paid by a plan.
    let billed = 0;
    let plan = 0;
    for (const { attempts } of billable) {
      for (const { attempt, usage } of attempts) {
        const { input = 0, cacheRead = 0, cacheWrite5m = 0, output = 0 } = usage;
        if (attempt.provider === "zai") billed += (input * 0.6 + cacheRead * 0.11 + output * 2.2) / 1e6;
        if (attempt.provider === "claude") {
          plan += (input * 2 + cacheRead * 0.1 + cacheWrite5m * 2.5 + output * 10) / 1e6;
        }
      }
    }
    const { cost } = reader.totals(wholeDay);
    expect(cost.billed).toBeCloseTo(billed, 9);
    expect(cost.list).toBeCloseTo(billed + plan, 9);
  });

  test("adds up to the same whatever it is broken down by", () => {
    const ragged = { from: midnight + 1_234_567, to: midnight + dayMs - 7_654_321 };
    const { tokens, cost } = reader.totals(ragged);
    for (const by of dimensions) {
      const shares = reader.breakDown(ragged, by);
      expect(shares.reduce((sum, share) => sum + inputOf(share.tokens), 0)).toBe(inputOf(tokens));
      expect(shares.reduce((sum, share) => sum + share.tokens.output, 0)).toBe(tokens.output);
      expect(shares.reduce((sum, share) => sum + share.cost.billed, 0)).toBeCloseTo(cost.billed, 9);
    }
    expect(
      reader
        .breakDown(wholeDay, "session")
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(Array.from({ length: 9 }, (_, index) => `session-${index}`));
  });

  test("names the dearest first, and no more than asked", () => {
    const shares = reader.breakDown(wholeDay, "provider");
    expect(shares.map(({ name }) => name)).toEqual(["claude", "zai", "home"]);
    expect(reader.breakDown(wholeDay, "provider", 1)).toEqual(shares.slice(0, 1));
  });

  test("tells how each target fared", () => {
    const attempts = billable.flatMap((counted) => counted.attempts.map(({ attempt }) => attempt));
    const zai = attempts.filter(({ provider }) => provider === "zai");
    expect(reader.targets(wholeDay).find(({ provider }) => provider === "zai")).toMatchObject({
      model: "glm-4.6",
      attempts: zai.length,
      ok: zai.filter(({ outcome }) => outcome === "ok").length,
      failed: zai.filter(({ outcome }) => outcome === "overloaded").length,
      cancelled: zai.filter(({ outcome }) => outcome === "cancelled").length,
    });
  });

  test.each([
    ["half hours, from the sums", 0, 30 * 60_000],
    ["twelve minutes, from the requests", 0, 12 * 60_000],
    ["half hours that begin at a quarter past", 15 * 60_000, 30 * 60_000],
  ])("is drawn in steps of %s", (_title, offset, stepMs) => {
    const range = { from: midnight + offset, to: midnight + dayMs };
    const steps = reader.series(range, stepMs);
    expect(steps).toHaveLength(Math.ceil((dayMs - offset) / stepMs));
    for (const step of steps) {
      const expected = expectedTotals(inRange({ from: step.at, to: Math.min(step.at + stepMs, range.to) }));
      expect(step).toMatchObject({
        requests: expected.requests,
        ok: expected.ok,
        failover: expected.failover,
        failed: expected.failed,
        cancelled: expected.cancelled,
        tokens: inputOf(expected.tokens) + expected.tokens.output,
      });
    }
  });

  test("has its waiting times: the median and the slowest twentieth", () => {
    const latencies = reader.latencies(wholeDay, dayMs / 2);
    const sorted = billable
      .map(({ request }) => request.firstTokenMs ?? 0)
      .toSorted((left, right) => left - right);
    const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    expect(latencies.firstToken).toEqual({ p50: at(0.5), p95: at(0.95) });
    expect(latencies.overhead.p50).toBeCloseTo(0.5, 1);
    expect([...latencies.byProvider.keys()].toSorted()).toEqual(["claude", "home", "zai"]);
    expect(latencies.steps).toHaveLength(2);
    expect(latencies.steps[0]?.p95 ?? 0).toBeLessThan(latencies.steps[1]?.p50 ?? 0);
  });

  test("leaves an empty range empty", () => {
    const before = { from: 0, to: midnight };
    expect(reader.totals(before)).toMatchObject({ requests: 0, cost: { billed: 0, list: 0, unpriced: 0 } });
    expect(reader.breakDown(before, "model")).toEqual([]);
    expect(reader.latencies(before, midnight).firstToken).toEqual({});
  });
});
