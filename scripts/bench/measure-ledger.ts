/*
 * What the usage ledger costs: microseconds a request to count and to write, and milliseconds that each query of a
 * page takes with 100,000 requests of thirty days in the file. Run: bun scripts/bench/measure-ledger.ts [requests]
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countRequest } from "../../src/usage/count-request.ts";
import { openLedgerFile } from "../../src/usage/ledger/open-file.ts";
import { prepareWriteBatch } from "../../src/usage/ledger/write-batch.ts";
import { openLedgerReader } from "../../src/usage/queries/open-reader.ts";
import { type RangeName, rangeOf } from "../../src/usage/queries/range.ts";
import type { AttemptRecord, RequestRecord } from "../../src/usage/record.ts";

const total = Number(process.argv[2] ?? 100_000);
const dayMs = 24 * 60 * 60 * 1000;
const now = Date.now();
const providers = [
  { provider: "anthropic", providerType: "anthropic", model: "claude-sonnet-5-5", subscription: true },
  { provider: "openrouter", providerType: "openrouter", model: "openai/gpt-5.1", subscription: false },
  { provider: "zai", providerType: "z.ai", model: "glm-4.6", subscription: false },
] as const;
/** Each route leads to its model, as in a config. */
const routes = [
  { routeReason: "default", model: "sonnet" },
  { routeReason: "default", model: "sonnet" },
  { routeReason: "default", model: "sonnet" },
  { routeReason: "background", model: "haiku" },
  { routeReason: "think", model: "gpt-5.1-high" },
  { routeReason: "subagent", model: "glm-4.6" },
] as const;

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

function attemptOf(index: number, outcome: "ok" | "overloaded"): AttemptRecord {
  const ok = outcome === "ok";
  return {
    ...pick(providers, index),
    credential: "key#1",
    protocol: "anthropic",
    mode: "relay",
    outcome,
    status: ok ? 200 : 529,
    startMs: 0.4,
    headersMs: 210.5,
    endMs: 4_200 + (index % 977),
    ...(ok && { firstEventMs: 600 + (index % 2_411) }),
    ...(ok && {
      usage: {
        input: 900 + (index % 500),
        cacheRead: 31_000,
        cacheWrite5m: 420,
        output: 640,
        reasoning: 120,
      },
    }),
  };
}

function requestOf(index: number): RequestRecord {
  const saved = index % 20 === 0;
  const attempts = saved
    ? [attemptOf(index + 1, "overloaded"), attemptOf(index, "ok")]
    : [attemptOf(index, "ok")];
  const startedAt = Math.floor(now - 30 * dayMs * (1 - index / total));
  return {
    id: `req_${startedAt.toString(36)}${index.toString(36).padStart(6, "0")}`,
    startedAt,
    client: "anthropic",
    endpoint: "messages",
    session: (index >> 7).toString(16).padStart(16, "0"),
    program: "claude-cli/2.1.330",
    requestedModel: "claude-sonnet-5-5",
    ...pick(routes, index),
    routeMatch: "effort xhigh",
    stream: true,
    status: 200,
    requestBytes: 214_000,
    durationMs: 4_200 + (index % 977),
    firstTokenMs: 600 + (index % 2_411),
    overheadMs: 0.2 + (index % 40) / 20,
    stopReason: "tool_use",
    attempts,
    dropped: {},
  };
}

/** Sums the CPU time that pieces of work take. */
function cpuMeter(): { run<Result>(work: () => Result): Result; per(items: number): string } {
  let microseconds = 0;
  return {
    run(work) {
      const before = process.cpuUsage();
      const result = work();
      const { user, system } = process.cpuUsage(before);
      microseconds += user + system;
      return result;
    },
    per: (items) => (microseconds / items).toFixed(1),
  };
}

function median(work: () => unknown): { readonly ms: number; readonly worst: number } {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((left, right) => left - right);
  return { ms: times[4] ?? Number.NaN, worst: times[8] ?? Number.NaN };
}

const folder = mkdtempSync(join(tmpdir(), "ccm-ledger-bench-"));
try {
  const path = join(folder, "usage.sqlite");
  const { db } = openLedgerFile(path, { now });
  const write = prepareWriteBatch(db);
  const [counting, writing] = [cpuMeter(), cpuMeter()];
  let longest = 0;
  for (let first = 0; first < total; first += 128) {
    const records = Array.from({ length: Math.min(128, total - first) }, (_, index) =>
      requestOf(first + index),
    );
    const counted = counting.run(() => records.map(countRequest));
    const start = performance.now();
    writing.run(() => write(counted));
    longest = Math.max(longest, performance.now() - start);
  }
  console.log(`count    ${counting.per(total)} us a request (CPU)`);
  console.log(
    `write    ${writing.per(total)} us a request (CPU), longest batch of 128: ${longest.toFixed(1)} ms`,
  );
  db.close();
  console.log(`file     ${(statSync(path).size / 1e6).toFixed(1)} MB, ${total} requests\n`);

  const reader = openLedgerReader(path);
  const questions: Record<string, (name: RangeName) => unknown> = {
    totals: (name) => reader.totals(rangeOf(name, new Date(now))),
    "by model": (name) => reader.breakDown(rangeOf(name, new Date(now)), "model"),
    "by provider": (name) => reader.breakDown(rangeOf(name, new Date(now)), "provider"),
    "by session": (name) => reader.breakDown(rangeOf(name, new Date(now)), "session", 50),
    targets: (name) => reader.targets(rangeOf(name, new Date(now))),
    "series, half hours": (name) => reader.series(rangeOf(name, new Date(now)), dayMs / 48),
    latencies: (name) => reader.latencies(rangeOf(name, new Date(now)), dayMs / 48),
    "first page": (name) => reader.list(rangeOf(name, new Date(now)), 50),
    "page, rare filter": (name) => reader.list({ ...rangeOf(name, new Date(now)), provider: "nobody" }, 50),
    "one request": () => reader.request(requestOf(total >> 1).id),
  };
  console.log(
    `${"query".padEnd(20)}${"today".padStart(10)}${"week".padStart(10)}${"month".padStart(10)}  ms, median (worst of 9)`,
  );
  for (const [title, ask] of Object.entries(questions)) {
    const cells = (["today", "week", "month"] as const).map((name) => median(() => ask(name)));
    const figures = cells.map(({ ms }) => ms.toFixed(2).padStart(10)).join("");
    console.log(`${title.padEnd(20)}${figures}  (${cells.map(({ worst }) => worst.toFixed(1)).join(", ")})`);
  }
  reader.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
