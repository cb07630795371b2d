import * as v from "valibot";
import type { RequestBodies } from "../record.ts";

/** A column that may be NULL; `undefined` then: not reported, or unknown. */
const text = v.pipe(
  v.nullable(v.string()),
  v.transform((value) => value ?? undefined),
);
const number = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? undefined),
);
const flag = v.pipe(
  v.number(),
  v.transform((value) => value !== 0),
);

const consumed = {
  input: number,
  cache_read: number,
  cache_write_5m: number,
  cache_write_1h: number,
  output: number,
  reasoning: number,
  web_searches: number,
  billed: number,
  list: number,
};
type ConsumedRow = v.InferOutput<v.ObjectSchema<typeof consumed, undefined>>;

/** Tokens as one request or attempt reported them; `undefined`: not reported. */
export interface TokenCounts {
  readonly input: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite5m: number | undefined;
  readonly cacheWrite1h: number | undefined;
  readonly output: number | undefined;
  readonly reasoning: number | undefined;
  readonly webSearches: number | undefined;
}

/** US dollars; `undefined`: unknown. */
export interface KnownCost {
  readonly billed: number | undefined;
  readonly list: number | undefined;
}

function tokensOf(row: ConsumedRow): TokenCounts {
  return {
    input: row.input,
    cacheRead: row.cache_read,
    cacheWrite5m: row.cache_write_5m,
    cacheWrite1h: row.cache_write_1h,
    output: row.output,
    reasoning: row.reasoning,
    webSearches: row.web_searches,
  };
}

const summary = {
  seq: v.number(),
  id: v.string(),
  started_at: v.number(),
  endpoint: v.string(),
  client: v.string(),
  model: v.string(),
  route: v.string(),
  provider: text,
  served_model: text,
  outcome: v.picklist(["ok", "failover", "failed", "cancelled"]),
  status: v.number(),
  session: text,
  plan: flag,
  tries: v.number(),
  first_token_ms: number,
  overhead_ms: number,
  duration_ms: v.number(),
  failure_kind: text,
  ...consumed,
};

/** Columns that a list of requests needs. */
export const summaryNames = Object.keys(summary).join(", ");
const summaryRow = v.object(summary);

/** One request as a list shows it. */
export interface RequestSummary {
  /** Counts up in the order of finishing; `listAfter` goes on from it. */
  readonly seq: number;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endpoint: string;
  /** Protocol the client speaks. */
  readonly client: string;
  readonly model: string;
  readonly route: string;
  /** Whose answer the client got; `undefined`: nobody's. */
  readonly provider: string | undefined;
  readonly servedModel: string | undefined;
  readonly outcome: "ok" | "failover" | "failed" | "cancelled";
  readonly status: number;
  readonly session: string | undefined;
  /** A plan paid. */
  readonly plan: boolean;
  /** Upstream calls made. */
  readonly tries: number;
  readonly firstTokenMs: number | undefined;
  readonly overheadMs: number | undefined;
  readonly durationMs: number;
  readonly failureKind: string | undefined;
  readonly tokens: TokenCounts;
  readonly cost: KnownCost;
}

function summaryOf(row: v.InferOutput<typeof summaryRow>): RequestSummary {
  return {
    seq: row.seq,
    id: row.id,
    startedAt: row.started_at,
    endpoint: row.endpoint,
    client: row.client,
    model: row.model,
    route: row.route,
    provider: row.provider,
    servedModel: row.served_model,
    outcome: row.outcome,
    status: row.status,
    session: row.session,
    plan: row.plan,
    tries: row.tries,
    firstTokenMs: row.first_token_ms,
    overheadMs: row.overhead_ms,
    durationMs: row.duration_ms,
    failureKind: row.failure_kind,
    tokens: tokensOf(row),
    cost: { billed: row.billed, list: row.list },
  };
}

/** Reads rows of `SELECT ${summaryNames} FROM requests`. */
export function readSummaries(rows: readonly unknown[]): RequestSummary[] {
  return rows.map((row) => summaryOf(v.parse(summaryRow, row)));
}

const attemptRow = v.object({
  provider: v.string(),
  provider_type: v.string(),
  model: v.string(),
  credential: text,
  protocol: v.string(),
  mode: v.string(),
  outcome: v.string(),
  status: number,
  reason: text,
  start_ms: v.number(),
  headers_ms: number,
  first_event_ms: number,
  end_ms: v.number(),
  plan: flag,
  ...consumed,
});

/** One target that was tried, or passed over, for a request. Times are milliseconds since the request came in. */
export interface AttemptDetail {
  readonly provider: string;
  readonly providerType: string;
  readonly model: string;
  readonly credential: string | undefined;
  readonly protocol: string;
  readonly mode: string;
  /** `ok`, `skipped`, or the kind of failure. */
  readonly outcome: string;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly startMs: number;
  readonly headersMs: number | undefined;
  readonly firstEventMs: number | undefined;
  readonly endMs: number;
  readonly plan: boolean;
  readonly tokens: TokenCounts;
  readonly cost: KnownCost;
}

export function readAttempt(row: unknown): AttemptDetail {
  const read = v.parse(attemptRow, row);
  return {
    provider: read.provider,
    providerType: read.provider_type,
    model: read.model,
    credential: read.credential,
    protocol: read.protocol,
    mode: read.mode,
    outcome: read.outcome,
    status: read.status,
    reason: read.reason,
    startMs: read.start_ms,
    headersMs: read.headers_ms,
    firstEventMs: read.first_event_ms,
    endMs: read.end_ms,
    plan: read.plan,
    tokens: tokensOf(read),
    cost: { billed: read.billed, list: read.list },
  };
}

const dropped = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.number()));

const detailRow = v.object({
  ...summary,
  requested_model: v.string(),
  route_match: text,
  agent: text,
  program: text,
  request_class: text,
  stop_reason: text,
  stream: flag,
  request_bytes: v.number(),
  dropped: v.pipe(
    v.nullable(v.string()),
    v.transform((value) => value ?? "{}"),
    dropped,
  ),
  failure_message: text,
});

/** Everything that is kept of a request. */
export interface RequestDetail extends RequestSummary {
  readonly requestedModel: string;
  readonly routeMatch: string | undefined;
  readonly agent: string | undefined;
  readonly program: string | undefined;
  readonly requestClass: string | undefined;
  readonly stopReason: string | undefined;
  readonly stream: boolean;
  readonly requestBytes: number;
  /** What translation left out, by name, with how often. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly failureMessage: string | undefined;
  /** In the order they were made. */
  readonly attempts: readonly AttemptDetail[];
  /** Only where they were kept. */
  readonly bodies?: RequestBodies;
}

/** Reads a row of `SELECT * FROM requests`. */
export function readDetail(
  row: unknown,
  attempts: readonly AttemptDetail[],
  bodies: RequestBodies | undefined,
): RequestDetail {
  const read = v.parse(detailRow, row);
  return {
    ...summaryOf(read),
    requestedModel: read.requested_model,
    routeMatch: read.route_match,
    agent: read.agent,
    program: read.program,
    requestClass: read.request_class,
    stopReason: read.stop_reason,
    stream: read.stream,
    requestBytes: read.request_bytes,
    dropped: read.dropped,
    failureMessage: read.failure_message,
    attempts,
    ...(bodies && { bodies }),
  };
}
