import type { Database } from "bun:sqlite";
import * as v from "valibot";
import { bucketMs } from "../ledger/schema.ts";
import { factParameters, requestFacts, summed } from "./facts.ts";
import type { Range } from "./range.ts";
import { type OutcomeCounts, outcomeColumns } from "./sum-totals.ts";
import { sum } from "./tally.ts";

/** One bar of a chart. */
export interface Step extends OutcomeCounts {
  /** Beginning of the step, in milliseconds since the epoch. */
  readonly at: number;
  /** All input kinds and output. */
  readonly tokens: number;
  /** US dollars, of what has a known price. */
  readonly billed: number;
}

const names = [...Object.keys(outcomeColumns), "tokens", "billed"];
const stepRow = v.object({ step: v.number(), ...outcomeColumns, tokens: sum, billed: sum });
const tokens =
  "ifnull(input, 0) + ifnull(cache_read, 0) + ifnull(cache_write_5m, 0) + ifnull(cache_write_1h, 0) + ifnull(output, 0)";

/** Steps shorter than a rollup bucket are summed from the requests themselves. */
function withoutRollups(range: Range): ReturnType<typeof factParameters> {
  return { from: range.from, to: range.to, wholeFrom: range.from, wholeTo: range.from };
}

/**
 * Requests by outcome, tokens and dollars in steps of `stepMs` from `range.from` on; every step is there, empty ones
 * too. Steps of whole half hours are fast however many requests they hold.
 */
export function readSeries(db: Database, range: Range, stepMs: number): Step[] {
  const aligned = stepMs % bucketMs === 0 && range.from % bucketMs === 0;
  const rows = db
    .query(
      `SELECT (bucket - $from) / $step AS step, ${summed(names)}
       FROM (SELECT *, ${tokens} AS tokens FROM (${requestFacts})) GROUP BY 1`,
    )
    .all({ ...(aligned ? factParameters(range) : withoutRollups(range)), step: stepMs });
  const found = new Map(v.parse(v.array(stepRow), rows).map((row) => [row.step, row]));
  return Array.from({ length: Math.ceil((range.to - range.from) / stepMs) }, (_, index) => {
    const row = found.get(index);
    return {
      at: range.from + index * stepMs,
      requests: row?.requests ?? 0,
      ok: row?.ok ?? 0,
      failover: row?.failover ?? 0,
      failed: row?.failed ?? 0,
      cancelled: row?.cancelled ?? 0,
      tokens: row?.tokens ?? 0,
      billed: row?.billed ?? 0,
    };
  });
}
