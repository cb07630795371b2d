import type { Database } from "bun:sqlite";
import type { RequestOutcome } from "../count-request.ts";
import {
  type RequestDetail,
  type RequestSummary,
  readAttempt,
  readDetail,
  readSummaries,
  summaryNames,
} from "./request-rows.ts";

/** Which requests; what is absent does not matter. */
export interface RequestFilter {
  /** Milliseconds since the epoch, included. */
  readonly from?: number;
  /** Milliseconds since the epoch, not included. */
  readonly to?: number;
  readonly model?: string;
  /** Who answered. */
  readonly provider?: string;
  readonly route?: string;
  readonly outcome?: RequestOutcome;
  /** A status (404) or a hundred of them ("4xx"). */
  readonly status?: number | `${1 | 2 | 3 | 4 | 5}xx`;
  /** Protocol the client speaks. */
  readonly client?: string;
  readonly session?: string;
  readonly endpoint?: string;
}

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

type Bindings = Record<string, string | number>;

interface Condition {
  readonly sql: string;
  readonly bindings: Bindings;
}

const equalities = ["model", "provider", "route", "outcome", "client", "session", "endpoint"] as const;

function conditionsOf(filter: RequestFilter): Condition[] {
  const conditions: Condition[] = [];
  if (filter.from !== undefined)
    conditions.push({ sql: "started_at >= $from", bindings: { from: filter.from } });
  if (filter.to !== undefined) conditions.push({ sql: "started_at < $to", bindings: { to: filter.to } });
  for (const name of equalities) {
    const value = filter[name];
    if (value !== undefined) conditions.push({ sql: `${name} = $${name}`, bindings: { [name]: value } });
  }
  if (typeof filter.status === "number") {
    conditions.push({ sql: "status = $status", bindings: { status: filter.status } });
  } else if (filter.status !== undefined) {
    conditions.push({ sql: "status / 100 = $hundred", bindings: { hundred: Number(filter.status[0]) } });
  }
  return conditions;
}

function select(
  conditions: readonly Condition[],
  order: string,
): { readonly sql: string; readonly bindings: Bindings } {
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`;
  return {
    sql: `SELECT ${summaryNames} FROM requests ${where} ORDER BY ${order} LIMIT $limit`,
    bindings: Object.assign({}, ...conditions.map(({ bindings }) => bindings)),
  };
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
  const { sql, bindings } = select(conditions, "started_at DESC, seq DESC");
  const found = readSummaries(db.query(sql).all({ ...bindings, limit: limit + 1 }));
  const requests = found.slice(0, limit);
  const last = requests.at(-1);
  if (found.length <= limit || last === undefined) return { requests };
  return { requests, next: { startedAt: last.startedAt, seq: last.seq } };
}

/** Requests that finished after the one numbered `seq`, in the order of finishing: for following along. */
export function listAfter(db: Database, filter: RequestFilter, seq: number, limit: number): RequestSummary[] {
  const conditions = [...conditionsOf(filter), { sql: "seq > $seq", bindings: { seq } }];
  const { sql, bindings } = select(conditions, "seq");
  return readSummaries(db.query(sql).all({ ...bindings, limit }));
}

/** One request with its attempts. */
export function findRequest(db: Database, id: string): RequestDetail | undefined {
  const row = db.query("SELECT * FROM requests WHERE id = $id").get({ id });
  if (row === null) return undefined;
  const attempts = db
    .query(
      "SELECT a.* FROM attempts a JOIN requests r ON a.request = r.seq WHERE r.id = $id ORDER BY a.position",
    )
    .all({ id });
  return readDetail(row, attempts.map(readAttempt));
}
