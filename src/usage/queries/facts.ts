import { bucketMs } from "../ledger/schema.ts";
import type { Range } from "./range.ts";
import { consumptionNames } from "./tally.ts";

/*
 * Sums over any range, exact and fast: whole half hours come from the rollups, the ragged ends from the requests
 * themselves. Each `…Facts` is a table expression; its parameters are those of `factParameters`.
 */

const consumption = consumptionNames.filter((name) => name !== "unpriced").join(", ");
const own = (alias: string): string => consumption.replaceAll(/\w+/g, (name) => `${alias}.${name}`);

/** The ragged ends of the range, each by itself so that SQLite finds both in the index. */
const ends = [
  "r.started_at >= $from AND r.started_at < $wholeFrom",
  "r.started_at >= $wholeTo AND r.started_at < $to",
];

/** A rollup's whole buckets and, after them, the rows of `query` at either end. Counting tokens is no part of a sum. */
function unite(rollup: string, query: string): string {
  const whole = `${rollup} WHERE bucket >= $wholeFrom AND bucket < $wholeTo`;
  const ragged = ends.map((end) => `${query} WHERE ${end} AND r.endpoint <> 'count_tokens'`);
  return [whole, ...ragged].join(" UNION ALL ");
}

/** Columns: bucket, model, route, requests, ok, failover, failed, cancelled, plan and the consumption. */
export const requestFacts = unite(
  `SELECT bucket, model, route, requests, ok, failover, failed, cancelled, plan, ${consumption}, unpriced
   FROM request_rollup`,
  `SELECT r.started_at, r.model, r.route, 1, r.outcome = 'ok', r.outcome = 'failover', r.outcome = 'failed',
          r.outcome = 'cancelled', r.plan, ${own("r")}, r.list IS NULL
   FROM requests r`,
);

/** Columns: bucket, provider, model, attempts, ok, failed, cancelled, skipped, plan and the consumption. */
export const attemptFacts = unite(
  `SELECT bucket, provider, model, attempts, ok, failed, cancelled, skipped, plan, ${consumption}, unpriced
   FROM attempt_rollup`,
  `SELECT r.started_at, a.provider, a.model, a.outcome <> 'skipped', a.outcome = 'ok',
          a.outcome NOT IN ('ok', 'skipped', 'cancelled'), a.outcome = 'cancelled', a.outcome = 'skipped',
          a.plan, ${own("a")}, a.list IS NULL
   FROM requests r JOIN attempts a ON a.request = r.seq`,
);

/** `sum(x) AS x` for each of the columns. */
export function summed(columns: readonly string[]): string {
  return columns.map((column) => `sum(${column}) AS ${column}`).join(", ");
}

export interface FactParameters {
  readonly from: number;
  readonly to: number;
  readonly wholeFrom: number;
  readonly wholeTo: number;
  /** bun:sqlite wants an open record of bindings. */
  readonly [name: string]: number;
}

/** Splits a range into whole buckets and what is left at its ends. */
export function factParameters({ from, to }: Range): FactParameters {
  const wholeFrom = Math.ceil(from / bucketMs) * bucketMs;
  const wholeTo = Math.floor(to / bucketMs) * bucketMs;
  if (wholeTo > wholeFrom) return { from, to, wholeFrom, wholeTo };
  return { from, to, wholeFrom: from, wholeTo: from };
}
