import { type Cost, costOfAttempt, paidByPlan } from "./cost-of.ts";
import type { AttemptRecord, RequestRecord, TokenUsage } from "./record.ts";

/** How a request ended, as tables and charts tell it. `failover`: answered, but not by the first target called. */
export type RequestOutcome = "ok" | "failover" | "failed" | "cancelled";

/** An attempt with what it consumed and cost. */
export interface CountedAttempt {
  readonly attempt: AttemptRecord;
  readonly usage: TokenUsage;
  readonly cost: Cost;
}

/** A finished request with everything that is counted from it: worked out once for ledger, metrics and log. */
export interface CountedRequest {
  readonly request: RequestRecord;
  readonly outcome: RequestOutcome;
  /** Upstream calls made; targets passed over are none. */
  readonly tries: number;
  /** The attempt whose answer the client got, be it whole, cut short or left half-way. */
  readonly served?: AttemptRecord;
  /** Whether a plan paid for the answer. */
  readonly plan: boolean;
  /** All attempts together; a kind that nobody reported is absent. */
  readonly usage: TokenUsage;
  /** All attempts together; absent when the cost of any of them is unknown. */
  readonly cost: Cost;
  readonly attempts: readonly CountedAttempt[];
}

/** Gets every finished request, already counted. Must neither block nor throw. */
export interface UsageSink {
  take(counted: CountedRequest): void;
}

function wasCalled({ outcome }: AttemptRecord): boolean {
  return outcome !== "skipped";
}

function servedBy({ attempts, status }: RequestRecord): AttemptRecord | undefined {
  const whole = attempts.findLast(({ outcome }) => outcome === "ok");
  const cutShort = status < 400 || status === 499;
  return whole ?? (cutShort ? attempts.findLast(wasCalled) : undefined);
}

function outcomeOf(request: RequestRecord, served: AttemptRecord | undefined): RequestOutcome {
  if (request.status === 499 || request.failure?.kind === "cancelled") return "cancelled";
  if (request.failure !== undefined || request.status >= 400) return "failed";
  return request.attempts.find(wasCalled) === served ? "ok" : "failover";
}

function add(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : left + right;
}

const kinds = [
  "input",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "output",
  "reasoning",
  "webSearches",
] as const satisfies readonly (keyof TokenUsage)[];

function sumUsage(attempts: readonly CountedAttempt[]): TokenUsage {
  const [only] = attempts;
  if (attempts.length === 1 && only) return only.usage;
  const sum: { -readonly [Kind in keyof TokenUsage]: number } = {};
  for (const { usage } of attempts) {
    for (const kind of kinds) {
      const next = add(sum[kind], usage[kind]);
      if (next !== undefined) sum[kind] = next;
    }
  }
  return sum;
}

function sumCost(attempts: readonly CountedAttempt[]): Cost {
  let billed: number | undefined = 0;
  let list: number | undefined = 0;
  for (const { cost } of attempts) {
    billed = billed === undefined || cost.billed === undefined ? undefined : billed + cost.billed;
    list = list === undefined || cost.list === undefined ? undefined : list + cost.list;
  }
  return { ...(billed !== undefined && { billed }), ...(list !== undefined && { list }) };
}

const none: TokenUsage = {};

/** Counts a finished request: outcome, tries, tokens by kind and dollars, per attempt and in all. */
export function countRequest(request: RequestRecord): CountedRequest {
  const served = servedBy(request);
  const attempts = request.attempts.map((attempt) => ({
    attempt,
    usage: attempt.usage ?? none,
    cost: costOfAttempt(attempt, request.startedAt),
  }));
  return {
    request,
    outcome: outcomeOf(request, served),
    tries: request.attempts.filter(wasCalled).length,
    ...(served && { served }),
    plan: served !== undefined && paidByPlan(served),
    usage: sumUsage(attempts),
    cost: sumCost(attempts),
    attempts,
  };
}
