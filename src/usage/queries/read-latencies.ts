import type { Database } from "bun:sqlite";
import type { Range } from "./range.ts";

/** Milliseconds; absent when nothing was measured. */
export interface Percentiles {
  readonly p50?: number;
  readonly p95?: number;
}

/** How long clients waited. */
export interface Latencies {
  /** From the request to the first token that went to the client. */
  readonly firstToken: Percentiles;
  /** What ccm itself took before the upstream had the request. */
  readonly overhead: Percentiles;
  /** First token by the provider that served. */
  readonly byProvider: ReadonlyMap<string, Percentiles>;
  /** First token in steps of the asked length from the beginning of the range. */
  readonly steps: readonly Percentiles[];
}

/** Enough for a percentile that is off by a point at most, and read in a few milliseconds. */
const sampleSize = 4000;

/** The value that `share` (0 to 1) of the values do not exceed; sorts in place. */
function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

function percentilesOf(values: number[]): Percentiles {
  if (values.length === 0) return {};
  values.sort((left, right) => left - right);
  const [p50, p95] = [percentile(values, 0.5), percentile(values, 0.95)];
  return { ...(p50 !== undefined && { p50 }), ...(p95 !== undefined && { p95 }) };
}

function pushTo<Key>(groups: Map<Key, number[]>, key: Key, value: number): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

const within = "started_at >= $from AND started_at < $to AND endpoint <> 'count_tokens'";

/** How many requests there are within the bounds, by the numbers of the first and the last: no need to count. */
function roughCount(db: Database, bounds: { readonly from: number; readonly to: number }): number {
  const numberOf = (order: "ASC" | "DESC"): number => {
    const sql = `SELECT seq FROM requests WHERE started_at >= $from AND started_at < $to ORDER BY started_at ${order} LIMIT 1`;
    const [[seq] = []] = db.query(sql).values({ ...bounds });
    return typeof seq === "number" ? seq : 0;
  };
  return numberOf("DESC") - numberOf("ASC") + 1;
}

/** Reads first-token time and overhead over a range; beyond a few thousand requests from an even sample of them. */
export function readLatencies(db: Database, range: Range, stepMs: number): Latencies {
  const bounds = { from: range.from, to: range.to };
  const stride = Math.max(1, Math.ceil(roughCount(db, bounds) / sampleSize));
  const rows = db
    .query(
      `SELECT started_at, provider, first_token_ms, overhead_ms FROM requests WHERE ${within} AND seq % $stride = 0`,
    )
    .values({ ...bounds, stride });

  const firstToken: number[] = [];
  const overhead: number[] = [];
  const byProvider = new Map<string, number[]>();
  const bySteps = new Map<number, number[]>();
  for (const [startedAt, provider, first, own] of rows) {
    if (typeof own === "number") overhead.push(own);
    if (typeof first !== "number") continue;
    firstToken.push(first);
    if (typeof provider === "string") pushTo(byProvider, provider, first);
    if (typeof startedAt === "number") pushTo(bySteps, Math.floor((startedAt - range.from) / stepMs), first);
  }
  return {
    firstToken: percentilesOf(firstToken),
    overhead: percentilesOf(overhead),
    byProvider: new Map([...byProvider].map(([provider, values]) => [provider, percentilesOf(values)])),
    steps: Array.from({ length: Math.ceil((range.to - range.from) / stepMs) }, (_, step) =>
      percentilesOf(bySteps.get(step) ?? []),
    ),
  };
}
