import type { Database } from "bun:sqlite";
import * as v from "valibot";
import { attemptFacts, factParameters } from "./facts.ts";
import type { Range } from "./range.ts";

const stepRow = v.object({ step: v.number(), calls: v.number() });

/**
 * Calls to one provider in steps of `stepMs` from `range.from` on; every step is there, empty ones too. Steps are to be
 * whole half hours.
 */
export function readProviderSteps(db: Database, range: Range, provider: string, stepMs: number): number[] {
  const rows = db
    .query(
      `SELECT (bucket - $from) / $step AS step, sum(attempts) AS calls
       FROM (${attemptFacts}) WHERE provider = $provider GROUP BY 1`,
    )
    .all({ ...factParameters(range), provider, step: stepMs });
  const found = new Map(v.parse(v.array(stepRow), rows).map(({ step, calls }) => [step, calls]));
  const count = Math.ceil((range.to - range.from) / stepMs);
  return Array.from({ length: count }, (_, index) => found.get(index) ?? 0);
}
