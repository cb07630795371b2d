import type { Database } from "bun:sqlite";
import * as v from "valibot";
import type { Dimension } from "./dimensions.ts";
import { attemptFacts, factParameters, requestFacts, summed } from "./facts.ts";
import type { Range } from "./range.ts";
import { type Consumption, consumptionColumns, consumptionNames, readConsumption, sum } from "./tally.ts";

/** One model, provider, route or session. */
export interface Share extends Consumption {
  /** Empty for requests that name no session. */
  readonly name: string;
  /** Requests; calls where the dimension is the provider, since one request may call several. */
  readonly requests: number;
  readonly failed: number;
}

const consumption = consumptionNames.filter((name) => name !== "unpriced");
const fromFacts = (column: string, count: string, facts: string): string =>
  `SELECT ${column} AS name, sum(${count}) AS requests, sum(failed) AS failed, ${summed(consumptionNames)}
   FROM (${facts}) GROUP BY ${column} HAVING sum(${count}) > 0`;

const sources: Readonly<Record<Dimension, string>> = {
  model: fromFacts("model", "requests", requestFacts),
  route: fromFacts("route", "requests", requestFacts),
  provider: fromFacts("provider", "attempts", attemptFacts),
  // Sessions are too many to be summed ahead; they go back as far as requests are kept.
  session: `
    SELECT coalesce(session, '') AS name, count(*) AS requests, sum(outcome = 'failed') AS failed,
           ${summed(consumption)}, sum(list IS NULL) AS unpriced
    FROM requests WHERE started_at >= $from AND started_at < $to AND endpoint <> 'count_tokens' GROUP BY session`,
};

const order = "ORDER BY list DESC, input + cache_read + output DESC, requests DESC, name";
const shareRow = v.object({ name: v.string(), requests: sum, failed: sum, ...consumptionColumns });

/** Breaks a range down, the dearest first; at most `limit` shares. */
export function breakDown(db: Database, range: Range, by: Dimension, limit = 1_000): Share[] {
  const { from, to, wholeFrom, wholeTo } = factParameters(range);
  const parameters = by === "session" ? { from, to, limit } : { from, to, wholeFrom, wholeTo, limit };
  const rows = db.query(`${sources[by]} ${order} LIMIT $limit`).all(parameters);
  return v.parse(v.array(shareRow), rows).map((row) => ({
    name: row.name,
    requests: row.requests,
    failed: row.failed,
    ...readConsumption(row),
  }));
}
