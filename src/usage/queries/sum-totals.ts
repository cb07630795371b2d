import type { Database } from "bun:sqlite";
import * as v from "valibot";
import { factParameters, requestFacts, summed } from "./facts.ts";
import type { Range } from "./range.ts";
import { type Consumption, consumptionColumns, consumptionNames, readConsumption, sum } from "./tally.ts";

/** How many requests ended how. `requests` is the sum of the four outcomes. */
export interface OutcomeCounts {
  readonly requests: number;
  /** Answered by the first target called. */
  readonly ok: number;
  /** Answered by a later one. */
  readonly failover: number;
  readonly failed: number;
  /** The client went away. */
  readonly cancelled: number;
}

/** What a range of time comes to. */
export interface Totals extends OutcomeCounts, Consumption {
  /** Requests that a plan paid for. */
  readonly plan: number;
}

export const outcomeColumns = { requests: sum, ok: sum, failover: sum, failed: sum, cancelled: sum };

const totalsRow = v.object({ ...outcomeColumns, plan: sum, ...consumptionColumns });

const sql = `SELECT ${summed([...Object.keys(outcomeColumns), "plan", ...consumptionNames])} FROM (${requestFacts})`;

/** Sums requests, tokens and dollars over a range. Requests to count tokens are left out. */
export function sumTotals(db: Database, range: Range): Totals {
  const row = v.parse(totalsRow, db.query(sql).get(factParameters(range)));
  const { requests, ok, failover, failed, cancelled, plan } = row;
  return { requests, ok, failover, failed, cancelled, plan, ...readConsumption(row) };
}
