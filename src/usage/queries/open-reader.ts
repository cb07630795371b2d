import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import * as v from "valibot";
import { UserError } from "../../errors.ts";
import { messageOf } from "../../thrown.ts";
import { migrations } from "../ledger/migrate.ts";
import { closeFile } from "../ledger/open-file.ts";
import { applicationId } from "../ledger/schema.ts";
import { breakDown, type Share } from "./break-down.ts";
import type { Dimension } from "./dimensions.ts";
import { type Cursor, findRequest, listAfter, listRequests, type RequestPage } from "./find-requests.ts";
import type { Range } from "./range.ts";
import { type Latencies, readLatencies } from "./read-latencies.ts";
import { readProviderSteps } from "./read-provider-steps.ts";
import { readSeries, type Step } from "./read-series.ts";
import type { RequestFilter } from "./request-filter.ts";
import type { RequestDetail, RequestSummary } from "./request-rows.ts";
import { sumTargets, type TargetHealth } from "./sum-targets.ts";
import { sumRequests, sumTotals, type Totals } from "./sum-totals.ts";

/** Answers questions about the ledger. Reads only; sees what was written up to the moment of each question. */
export interface LedgerReader {
  /** Fast for any range, and further back than single requests are kept. */
  totals(range: Range): Totals;
  /** What a filtered list comes to, of the latest `most`. */
  sum(filter: RequestFilter, most: number): Totals;
  breakDown(range: Range, by: Dimension, limit?: number): Share[];
  targets(range: Range): TargetHealth[];
  series(range: Range, stepMs: number): Step[];
  providerSteps(range: Range, provider: string, stepMs: number): number[];
  latencies(range: Range, stepMs: number): Latencies;
  list(filter: RequestFilter, limit: number, after?: Cursor): RequestPage;
  listAfter(filter: RequestFilter, seq: number, limit: number): RequestSummary[];
  /** How many requests are kept one by one, about, and the size of the file. */
  extent(): { readonly requests: number; readonly bytes: number };
  /** The number of the request that finished last; 0 in an empty ledger. */
  lastSeq(): number;
  request(id: string): RequestDetail | undefined;
  close(): void;
}

const head = v.object({ application: v.number(), version: v.number() });
const extent = v.object({ requests: v.number(), bytes: v.number() });
/** Requests go in the order they came, so their numbers tell how many there are without counting. */
const extentSql = `SELECT ifnull((SELECT max(seq) FROM requests) - (SELECT min(seq) FROM requests) + 1, 0) AS requests,
  (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes`;
const last = v.object({ seq: v.nullable(v.number()) });

/** @throws UserError when this ccm cannot read the file. */
function check(db: Database, path: string): void {
  const { application, version } = v.parse(
    head,
    db
      .query(
        `SELECT (SELECT application_id FROM pragma_application_id) AS application,
                (SELECT user_version FROM pragma_user_version) AS version`,
      )
      .get(),
  );
  if (application !== applicationId) throw new UserError(`${path} is no usage ledger of ccm`);
  if (version > migrations.length) throw new UserError(`${path} was written by a newer ccm: update this one`);
  if (version < migrations.length) {
    throw new UserError(`${path} is from an older ccm: run ccm start once, which brings it up to date`);
  }
}

/**
 * Opens the ledger for reading; works while a daemon writes to it and when none runs.
 * @throws UserError when there is none, or this ccm cannot read it.
 */
export function openLedgerReader(path: string): LedgerReader {
  if (!existsSync(path)) {
    throw new UserError(`there is no usage ledger at ${path}: ccm start makes it, with the first request`);
  }
  let db: Database;
  try {
    db = new Database(path, { readonly: true, strict: true });
    db.run("PRAGMA busy_timeout = 2000");
    check(db, path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`);
  }
  return {
    totals: (range) => sumTotals(db, range),
    sum: (filter, most) => sumRequests(db, filter, most),
    breakDown: (range, by, limit) => breakDown(db, range, by, limit),
    targets: (range) => sumTargets(db, range),
    series: (range, stepMs) => readSeries(db, range, stepMs),
    providerSteps: (range, provider, stepMs) => readProviderSteps(db, range, provider, stepMs),
    latencies: (range, stepMs) => readLatencies(db, range, stepMs),
    list: (filter, limit, after) => listRequests(db, filter, limit, after),
    listAfter: (filter, seq, limit) => listAfter(db, filter, seq, limit),
    extent: () => v.parse(extent, db.query(extentSql).get()),
    lastSeq: () => v.parse(last, db.query("SELECT max(seq) AS seq FROM requests").get()).seq ?? 0,
    request: (id) => findRequest(db, id),
    close: () => closeFile(db),
  };
}
