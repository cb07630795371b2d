import {
  formatCount,
  formatDollars,
  formatMs,
  formatShare,
  formatTokens,
} from "../../../usage/format-figures.ts";
import { inputOf } from "../../../usage/queries/tally.ts";
import { Stats } from "../../components/stats.tsx";
import type { UsageFigures } from "../../state/read-overview.ts";
import { counted } from "../../words/counted.ts";

function join(parts: readonly (string | false)[]): string {
  return parts.filter(Boolean).join(", ");
}

/** The figures of a range. */
export function UsageStats({ usage }: { readonly usage: UsageFigures }) {
  const { totals, latencies } = usage;
  const { requests, failed, failover, plan, tokens, cost } = totals;
  const input = inputOf(tokens);
  const outcomes = join([
    failed > 0 && `${formatCount(failed)} failed (${((failed / requests) * 100).toFixed(1)}%)`,
    failover > 0 && `${formatCount(failover)} saved by failover`,
  ]);
  const costs = join([
    plan > 0 && `${counted(plan, "request")} paid by plans`,
    cost.unpriced > 0 && `${formatCount(cost.unpriced)} without a known price`,
  ]);
  const tail = (p95: number | undefined): string =>
    p95 === undefined ? "after the first answer" : `p50; p95 ${formatMs(p95)}`;
  return (
    <Stats
      id="figures"
      figures={[
        {
          name: "Requests",
          value: formatCount(requests),
          detail: outcomes || (requests === 0 ? "none yet" : "none failed"),
        },
        {
          name: "Tokens",
          value: formatTokens(input + tokens.output),
          detail:
            input === 0
              ? "counted per attempt"
              : `${formatShare(tokens.cacheRead, input)} read from cache, ${formatTokens(tokens.output)} out`,
        },
        {
          name: "Cost",
          value: cost.billed === 0 ? "$0.00" : formatDollars(cost.billed),
          detail: costs || "from the price table",
        },
        {
          name: "First token",
          value: formatMs(latencies.firstToken.p50),
          detail: tail(latencies.firstToken.p95),
        },
        {
          name: "Added by ccm",
          value: formatMs(latencies.overhead.p50),
          detail: tail(latencies.overhead.p95),
        },
      ]}
    />
  );
}
