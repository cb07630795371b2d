import type { Cost } from "../cost-of.ts";
import { paidByPlan } from "../cost-of.ts";
import type { CountedAttempt, CountedRequest } from "../count-request.ts";
import type { TokenUsage } from "../record.ts";
import { bucketMs } from "./schema.ts";

/** What a column can hold. */
export type Cell = string | number | null;

/** A table's columns by name, each with what it holds of a value. */
export type Columns<Value> = Readonly<Record<string, (value: Value) => Cell>>;

/** A count, whole and finite whatever a provider sent; `null` when it sent none. */
function whole(count: number | undefined): Cell {
  return count === undefined || !Number.isFinite(count) ? null : Math.round(count);
}

function real(amount: number | undefined): Cell {
  return amount === undefined || !Number.isFinite(amount) ? null : amount;
}

/** Milliseconds with three decimals: the clock knows no more, and short numbers take less room. */
function duration(ms: number | undefined): Cell {
  return ms === undefined || !Number.isFinite(ms) ? null : Math.round(ms * 1000) / 1000;
}

interface Consumed {
  readonly usage: TokenUsage;
  readonly cost: Cost;
}

const consumed = {
  input: ({ usage }) => whole(usage.input),
  cache_read: ({ usage }) => whole(usage.cacheRead),
  cache_write_5m: ({ usage }) => whole(usage.cacheWrite5m),
  cache_write_1h: ({ usage }) => whole(usage.cacheWrite1h),
  output: ({ usage }) => whole(usage.output),
  reasoning: ({ usage }) => whole(usage.reasoning),
  web_searches: ({ usage }) => whole(usage.webSearches),
  billed: ({ cost }) => real(cost.billed),
  list: ({ cost }) => real(cost.list),
} as const satisfies Columns<Consumed>;

/** Columns of `requests`, all but `seq`, which SQLite counts. */
export const requestColumns: Columns<CountedRequest> = {
  id: ({ request }) => request.id,
  started_at: ({ request }) => Math.round(request.startedAt),
  endpoint: ({ request }) => request.endpoint,
  client: ({ request }) => request.client,
  model: ({ request }) => request.model,
  route: ({ request }) => request.routeReason,
  provider: ({ served }) => served?.provider ?? null,
  outcome: ({ outcome }) => outcome,
  status: ({ request }) => request.status,
  session: ({ request }) => request.session ?? null,
  plan: ({ plan }) => Number(plan),
  tries: ({ tries }) => tries,
  first_token_ms: ({ request }) => duration(request.firstTokenMs),
  overhead_ms: ({ request }) => duration(request.overheadMs),
  duration_ms: ({ request }) => duration(request.durationMs) ?? 0,
  ...consumed,
  served_model: ({ served }) => served?.model ?? null,
  requested_model: ({ request }) => request.requestedModel,
  route_match: ({ request }) => request.routeMatch ?? null,
  agent: ({ request }) => request.agent ?? null,
  program: ({ request }) => request.program ?? null,
  request_class: ({ request }) => request.requestClass ?? null,
  stop_reason: ({ request }) => request.stopReason ?? null,
  stream: ({ request }) => Number(request.stream),
  request_bytes: ({ request }) => whole(request.requestBytes) ?? 0,
  dropped: ({ request }) =>
    Object.keys(request.dropped).length === 0 ? null : JSON.stringify(request.dropped),
  failure_kind: ({ request }) => request.failure?.kind ?? null,
  failure_message: ({ request }) => request.failure?.message ?? null,
};

/** Columns of `attempts`, all but `request` and `position`, which come first. */
export const attemptColumns: Columns<CountedAttempt> = {
  provider: ({ attempt }) => attempt.provider,
  provider_type: ({ attempt }) => attempt.providerType,
  model: ({ attempt }) => attempt.model,
  credential: ({ attempt }) => attempt.credential ?? null,
  protocol: ({ attempt }) => attempt.protocol,
  mode: ({ attempt }) => attempt.mode,
  outcome: ({ attempt }) => attempt.outcome,
  status: ({ attempt }) => attempt.status ?? null,
  reason: ({ attempt }) => attempt.reason ?? null,
  start_ms: ({ attempt }) => duration(attempt.startMs) ?? 0,
  headers_ms: ({ attempt }) => duration(attempt.headersMs),
  first_event_ms: ({ attempt }) => duration(attempt.firstEventMs),
  end_ms: ({ attempt }) => duration(attempt.endMs) ?? 0,
  plan: ({ attempt }) => Number(paidByPlan(attempt)),
  ...consumed,
};

/** One line of a rollup: its key and what is added to its sums. */
export interface RollupLine {
  readonly key: readonly Cell[];
  readonly sums: number[];
}

/** The shape of a rollup table. */
export interface Rollup {
  readonly table: string;
  readonly keys: readonly string[];
  readonly sums: readonly string[];
}

const consumedSums = [...Object.keys(consumed), "unpriced"];
const readConsumed: readonly ((value: Consumed) => Cell)[] = Object.values(consumed);

function pushConsumed(sums: number[], value: Consumed): number[] {
  for (const read of readConsumed) sums.push(Number(read(value)));
  sums.push(Number(value.cost.list === undefined));
  return sums;
}

export const requestRollup: Rollup = {
  table: "request_rollup",
  keys: ["bucket", "model", "route"],
  sums: ["requests", "ok", "failover", "failed", "cancelled", "plan", ...consumedSums],
};

export const attemptRollup: Rollup = {
  table: "attempt_rollup",
  keys: ["bucket", "provider", "model"],
  sums: ["attempts", "ok", "failed", "cancelled", "skipped", "plan", ...consumedSums],
};

function bucketOf({ request }: CountedRequest): number {
  return Math.floor(request.startedAt / bucketMs) * bucketMs;
}

/** What a request adds to `request_rollup`. */
export function requestLine(counted: CountedRequest): RollupLine {
  const { request, outcome, plan } = counted;
  const outcomes = (["ok", "failover", "failed", "cancelled"] as const).map((kind) =>
    Number(outcome === kind),
  );
  return {
    key: [bucketOf(counted), request.model, request.routeReason],
    sums: pushConsumed([1, ...outcomes, Number(plan)], counted),
  };
}

/** What each attempt of a request adds to `attempt_rollup`. */
export function attemptLines(counted: CountedRequest): RollupLine[] {
  const bucket = bucketOf(counted);
  return counted.attempts.map((each) => {
    const { provider, model, outcome } = each.attempt;
    const [ok, skipped, cancelled] = [outcome === "ok", outcome === "skipped", outcome === "cancelled"];
    const failed = !(ok || skipped || cancelled);
    const flags = [!skipped, ok, failed, cancelled, skipped, paidByPlan(each.attempt)].map(Number);
    return { key: [bucket, provider, model], sums: pushConsumed(flags, each) };
  });
}
