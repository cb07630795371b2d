import { providerTypes } from "../../providers/table.ts";
import { costOf } from "../../usage/cost-of.ts";
import { priceOf, ratesFor } from "../../usage/price-of.ts";
import { promptTokens } from "../../usage/prompt-tokens.ts";
import type { AttemptDetail, RequestDetail } from "../../usage/queries/request-rows.ts";
import type { TokenUsage } from "../../usage/record.ts";
import type { Series } from "../components/meter.tsx";

/** One kind of tokens with what it cost. */
export interface TokenKind {
  readonly name: string;
  readonly series: Series;
  readonly tokens: number;
  /** US dollars per million; absent where the price is no longer the one it was charged at. */
  readonly rate?: number;
}

const kinds = [
  { name: "Input", key: "input", series: "k3" },
  { name: "Cache read", key: "cacheRead", series: "k2" },
  { name: "Cache write, 5 min", key: "cacheWrite5m", series: "k1" },
  { name: "Cache write, 1 h", key: "cacheWrite1h", series: "k6" },
  { name: "Output", key: "output", series: "k4" },
] as const;

/** List rates of the attempt that served, if they still give the cost that was noted then. */
function ratesOf(served: AttemptDetail, startedAt: number): ReturnType<typeof ratesFor> | undefined {
  const type = providerTypes.find((name) => name === served.providerType);
  const price = type && priceOf(type, served.model, startedAt + served.startMs);
  if (!price || served.cost.list === undefined) return undefined;
  const usage: TokenUsage = Object.fromEntries(
    Object.entries(served.tokens).filter(([, count]) => count !== undefined),
  );
  const cost = costOf(usage, price);
  const isSame = cost !== undefined && Math.abs(cost - served.cost.list) < 1e-6;
  return isSame ? ratesFor(price, promptTokens(usage) ?? 0) : undefined;
}

/** The kinds of tokens that a request used. */
export function tokenKinds({ tokens, attempts, startedAt }: RequestDetail): readonly TokenKind[] {
  const served = attempts.find(({ outcome }) => outcome === "ok");
  const rates = served && ratesOf(served, startedAt);
  return kinds.flatMap(({ name, key, series }) => {
    const count = tokens[key];
    if (count === undefined || count === 0) return [];
    const rate = rates?.[key];
    return [{ name, series, tokens: count, ...(rate !== undefined && { rate }) }];
  });
}
