import type { RequestOutcome } from "../count-request.ts";

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
  /** A part of the model's name or of the failure's words. */
  readonly text?: string;
  /** Protocol the client speaks. */
  readonly client?: string;
  readonly session?: string;
  readonly endpoint?: string;
}

export type Bindings = Record<string, string | number>;

/** A piece of a WHERE clause. */
export interface Condition {
  readonly sql: string;
  readonly bindings: Bindings;
}

const equalities = ["model", "provider", "route", "outcome", "client", "session", "endpoint"] as const;

/** What a filter asks for, piece by piece; values are always bound, never written into the SQL. */
export function conditionsOf(filter: RequestFilter): Condition[] {
  const conditions: Condition[] = [];
  if (filter.from !== undefined)
    conditions.push({ sql: "started_at >= $from", bindings: { from: filter.from } });
  if (filter.to !== undefined) conditions.push({ sql: "started_at < $to", bindings: { to: filter.to } });
  for (const name of equalities) {
    const value = filter[name];
    if (value !== undefined) conditions.push({ sql: `${name} = $${name}`, bindings: { [name]: value } });
  }
  if (filter.text !== undefined) {
    // LIKE does not mind the case of letters, and is faster than to lower them.
    const sql = "(model LIKE $text ESCAPE '\\' OR failure_message LIKE $text ESCAPE '\\')";
    conditions.push({ sql, bindings: { text: `%${filter.text.replace(/[\\%_]/g, "\\$&")}%` } });
  }
  if (typeof filter.status === "number") {
    conditions.push({ sql: "status = $status", bindings: { status: filter.status } });
  } else if (filter.status !== undefined) {
    conditions.push({ sql: "status / 100 = $hundred", bindings: { hundred: Number(filter.status[0]) } });
  }
  return conditions;
}

/**
 * Numbers of the latest `$most` requests that fulfil all conditions. They are looked for along the index by time, which
 * holds what conditions ask for: SQLite by itself would rather read and sort all requests.
 */
export function latestNumbers(conditions: readonly Condition[]): string {
  return `SELECT seq FROM requests INDEXED BY requests_by_time ${where(conditions)}
    ORDER BY started_at DESC, seq DESC LIMIT $most`;
}

/** A WHERE clause that holds all conditions; empty when there are none. */
export function where(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? "" : `WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`;
}

/** The values of all conditions together. */
export function bindingsOf(conditions: readonly Condition[]): Bindings {
  return Object.assign({}, ...conditions.map(({ bindings }) => bindings));
}
