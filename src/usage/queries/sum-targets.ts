import type { Database } from "bun:sqlite";
import * as v from "valibot";
import { attemptFacts, factParameters, summed } from "./facts.ts";
import type { Range } from "./range.ts";
import { type Consumption, consumptionColumns, consumptionNames, readConsumption, sum } from "./tally.ts";

/** How one target (a provider with one of its models) fared. */
export interface TargetHealth extends Consumption {
  readonly provider: string;
  /** The provider's own model id. */
  readonly model: string;
  /** Calls made; `ok + failed + cancelled`. */
  readonly attempts: number;
  readonly ok: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Times it was passed over: cooling down, not ready, cannot take the request. */
  readonly skipped: number;
  /** Calls that a plan paid for. */
  readonly plan: number;
}

const countNames = ["attempts", "ok", "failed", "cancelled", "skipped", "plan"];
const targetRow = v.object({
  provider: v.string(),
  model: v.string(),
  attempts: sum,
  ok: sum,
  failed: sum,
  cancelled: sum,
  skipped: sum,
  plan: sum,
  ...consumptionColumns,
});

const sql = `SELECT provider, model, ${summed([...countNames, ...consumptionNames])}
  FROM (${attemptFacts}) GROUP BY provider, model ORDER BY attempts DESC, provider, model`;

/** Sums calls, tokens and dollars per target over a range, the busiest first. */
export function sumTargets(db: Database, range: Range): TargetHealth[] {
  const rows = v.parse(v.array(targetRow), db.query(sql).all(factParameters(range)));
  return rows.map((row) => {
    const { provider, model, attempts, ok, failed, cancelled, skipped, plan } = row;
    return { provider, model, attempts, ok, failed, cancelled, skipped, plan, ...readConsumption(row) };
  });
}
