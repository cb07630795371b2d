import type { Database } from "bun:sqlite";
import * as v from "valibot";
import type { RequestBodies } from "../record.ts";
import { bindingsOf, conditionsOf, latestNumbers, type RequestFilter, where } from "./request-filter.ts";
import {
  type RequestDetail,
  type RequestSummary,
  readAttempt,
  readDetail,
  readSummaries,
  summaryNames,
} from "./request-rows.ts";

/** Where a page of a list ended; opaque to everyone else. */
export interface Cursor {
  readonly startedAt: number;
  readonly seq: number;
}

export interface RequestPage {
  /** The latest first. */
  readonly requests: readonly RequestSummary[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: Cursor;
}

/** Reads the requests whose numbers a query gives. */
function read(
  db: Database,
  numbers: string,
  order: string,
  bindings: Record<string, string | number>,
): RequestSummary[] {
  const sql = `SELECT ${summaryNames} FROM requests WHERE seq IN (${numbers}) ORDER BY ${order}`;
  return readSummaries(db.query(sql).all(bindings));
}

/** One page of requests, the latest first. Fast at any depth: a page begins where the last one ended. */
export function listRequests(
  db: Database,
  filter: RequestFilter,
  limit: number,
  after?: Cursor,
): RequestPage {
  const conditions = conditionsOf(filter);
  if (after !== undefined) {
    conditions.push({
      sql: "(started_at, seq) < ($lastStartedAt, $lastSeq)",
      bindings: { lastStartedAt: after.startedAt, lastSeq: after.seq },
    });
  }
  const found = read(db, latestNumbers(conditions), "started_at DESC, seq DESC", {
    ...bindingsOf(conditions),
    most: limit + 1,
  });
  const requests = found.slice(0, limit);
  const last = requests.at(-1);
  if (found.length <= limit || last === undefined) return { requests };
  return { requests, next: { startedAt: last.startedAt, seq: last.seq } };
}

/** Requests that finished after the one numbered `seq`, in the order of finishing: for following along. */
export function listAfter(db: Database, filter: RequestFilter, seq: number, limit: number): RequestSummary[] {
  const conditions = [...conditionsOf(filter), { sql: "seq > $seq", bindings: { seq } }];
  const numbers = `SELECT seq FROM requests ${where(conditions)} ORDER BY seq LIMIT $most`;
  return read(db, numbers, "seq", { ...bindingsOf(conditions), most: limit });
}

const bodyRows = v.array(v.object({ part: v.string(), body: v.string() }));

function findBodies(db: Database, seq: number): RequestBodies | undefined {
  const rows = v.parse(bodyRows, db.query("SELECT part, body FROM bodies WHERE request = $seq").all({ seq }));
  const bodies = new Map(rows.map(({ part, body }) => [part, body]));
  return bodies.size === 0
    ? undefined
    : { request: bodies.get("request") ?? "", answer: bodies.get("answer") ?? "" };
}

/** One request with its attempts, by its id or how that begins; of several the latest. Ids have no index of their own: the search goes back in time, through a narrow one. */
export function findRequest(db: Database, id: string): RequestDetail | undefined {
  const [[seq] = []] = db
    .query("SELECT seq FROM requests WHERE substr(id, 1, length($id)) = $id ORDER BY started_at DESC LIMIT 1")
    .values({ id });
  if (typeof seq !== "number") return undefined;
  const row = db.query("SELECT * FROM requests WHERE seq = $seq").get({ seq });
  const attempts = db.query("SELECT * FROM attempts WHERE request = $seq ORDER BY position").all({ seq });
  return readDetail(row, attempts.map(readAttempt), findBodies(db, seq));
}
