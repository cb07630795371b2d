import type { Database } from "bun:sqlite";
import * as v from "valibot";
import { factParameters, requestFacts, summed } from "./facts.ts";
import type { Range } from "./range.ts";
import { bindingsOf, conditionsOf, latestNumbers, type RequestFilter } from "./request-filter.ts";
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

function readTotals(row: unknown): Totals {
  const read = v.parse(totalsRow, row);
  const { requests, ok, failover, failed, cancelled, plan } = read;
  return { requests, ok, failover, failed, cancelled, plan, ...readConsumption(read) };
}

/** Sums requests, tokens and dollars over a range. Requests to count tokens are left out. */
export function sumTotals(db: Database, range: Range): Totals {
  return readTotals(db.query(sql).get(factParameters(range)));
}

const counted = ["ok", "failover", "failed", "cancelled"].map(
  (outcome) => `sum(outcome = '${outcome}') AS ${outcome}`,
);
const columns = [
  "count(*) AS requests",
  ...counted,
  summed(["plan", ...consumptionNames.filter((name) => name !== "unpriced")]),
  "sum(list IS NULL) AS unpriced",
].join(", ");

/** Sums what a filter finds, from the requests themselves: the latest `most`, which keeps it fast. */
export function sumRequests(db: Database, filter: RequestFilter, most: number): Totals {
  const conditions = [...conditionsOf(filter), { sql: "endpoint <> 'count_tokens'", bindings: {} }];
  return readTotals(
    db
      .query(`SELECT ${columns} FROM requests WHERE seq IN (${latestNumbers(conditions)})`)
      .get({ ...bindingsOf(conditions), most }),
  );
}
