import { isPlan, priceOf, ratesFor } from "./price-of.ts";
import type { ListPrice } from "./prices.ts";
import { promptTokens } from "./prompt-tokens.ts";
import type { AttemptRecord, TokenUsage } from "./record.ts";

/** US dollars. An absent member is unknown, which is not zero. */
export interface Cost {
  /** What the provider bills for it. */
  readonly billed?: number;
  /** What it costs at list price; differs from `billed` where a plan pays. */
  readonly list?: number;
}

const million = 1_000_000;
const thousand = 1_000;

/**
 * Dollars for these tokens at this price. Reasoning is part of output. `undefined` when a kind that was used has no
 * known price: a sum that leaves something out would look like the truth.
 */
export function costOf(usage: TokenUsage, price: ListPrice): number | undefined {
  const { input = 0, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0, output = 0, webSearches = 0 } = usage;
  const rates = ratesFor(price, promptTokens(usage) ?? 0);
  const parts = [
    [input, rates.input, million],
    [cacheRead, rates.cacheRead, million],
    [cacheWrite5m, rates.cacheWrite5m, million],
    [cacheWrite1h, rates.cacheWrite1h, million],
    [output, rates.output, million],
    [webSearches, rates.webSearch, thousand],
  ] as const;
  let dollars = 0;
  for (const [count, rate, per] of parts) {
    if (count === 0) continue;
    if (rate === undefined) return undefined;
    dollars += (count * rate) / per;
  }
  return dollars;
}

/** Whether a plan pays for this attempt, so that its tokens bill nothing. */
export function paidByPlan({ subscription, providerType }: AttemptRecord): boolean {
  return subscription || isPlan(providerType);
}

const nothing: Cost = { billed: 0, list: 0 };

/**
 * What one attempt cost; `startedAt` is the request's, in milliseconds since the epoch. An attempt that never
 * produced an event is free; one that did and reports no usage has an unknown cost.
 */
export function costOfAttempt(attempt: AttemptRecord, startedAt: number): Cost {
  const { usage, price } = attempt;
  const plan = paidByPlan(attempt);
  if (usage === undefined) {
    if (attempt.firstEventMs === undefined) return nothing;
    return plan ? { billed: 0 } : {};
  }
  const listPrice = priceOf(attempt.providerType, attempt.model, startedAt + attempt.startMs, price);
  const priced = listPrice && costOf(usage, listPrice);
  const list = price === undefined ? (usage.reportedCost ?? priced) : priced;
  if (plan) return { billed: 0, ...(list !== undefined && { list }) };
  return list === undefined ? {} : { billed: list, list };
}
