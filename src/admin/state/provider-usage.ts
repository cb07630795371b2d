import { rangeOf } from "../../usage/queries/range.ts";
import type { Percentiles } from "../../usage/queries/read-latencies.ts";
import type { RequestSummary } from "../../usage/queries/request-rows.ts";
import type { TargetHealth } from "../../usage/queries/sum-targets.ts";
import type { AdminDependencies } from "../dependencies.ts";
import { askLedger, type LedgerAnswer } from "./ask-ledger.ts";

const [hour, day] = [3_600_000, 86_400_000];

/** How a provider fared since midnight. */
export interface ProviderUsage {
  readonly targets: readonly TargetHealth[];
  /** Calls by hour, to the end of the day. */
  readonly hours: readonly number[];
  readonly firstToken: Percentiles;
  readonly last: RequestSummary | undefined;
}

/** Asks the ledger how a provider fares today. */
export function readProviderUsage(deps: AdminDependencies, provider: string): LedgerAnswer<ProviderUsage> {
  const today = rangeOf("today", new Date(deps.now()));
  return askLedger(deps, (reader) => ({
    targets: reader.targets(today).filter((target) => target.provider === provider),
    hours: reader.providerSteps({ from: today.from, to: today.from + day }, provider, hour),
    firstToken: reader.latencies(today, day).byProvider.get(provider) ?? {},
    last: reader.list({ provider, from: today.from }, 1).requests[0],
  }));
}
