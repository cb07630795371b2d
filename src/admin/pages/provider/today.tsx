import { formatCount, formatDollars, formatMs, formatTokens } from "../../../usage/format-figures.ts";
import { formatTime } from "../../../usage/format-moment.ts";
import { inputOf } from "../../../usage/queries/tally.ts";
import { Card, Empty } from "../../components/card.tsx";
import { Spark } from "../../components/chart.tsx";
import { Facts } from "../../components/stats.tsx";
import type { LedgerAnswer } from "../../state/ask-ledger.ts";
import type { ProviderUsage } from "../../state/provider-usage.ts";

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What went through a provider since midnight. */
export function TodayCard({ usage }: { readonly usage: LedgerAnswer<ProviderUsage> }) {
  if ("problem" in usage) {
    return (
      <Card id="today" title="Today">
        <Empty text={usage.problem} />
      </Card>
    );
  }
  const { targets, hours, firstToken, last } = usage.answer;
  const calls = sum(targets.map(({ attempts }) => attempts));
  if (calls === 0) {
    return (
      <Card id="today" title="Today">
        <Empty text="No calls since midnight." />
      </Card>
    );
  }
  const failed = sum(targets.map((target) => target.failed));
  const tokens = sum(targets.map((target) => inputOf(target.tokens) + target.tokens.output));
  const billed = sum(targets.map(({ cost }) => cost.billed));
  const { p50, p95 } = firstToken;
  return (
    <Card id="today" title="Today">
      <div class="body">
        <Spark
          label={`Calls per hour, peak ${Math.max(...hours)}`}
          series={[{ series: "k3", values: hours }]}
        />
        <Facts
          facts={[
            ["Calls", `${formatCount(calls)}${failed === 0 ? "" : `, ${formatCount(failed)} failed`}`],
            ["Tokens", formatTokens(tokens)],
            ["Cost", formatDollars(billed)],
            ["First token", p50 !== undefined && `${formatMs(p50)} p50, ${formatMs(p95)} p95`],
            [
              "Last answer",
              last && (
                <a href={`/requests/${last.id}`}>
                  {formatTime(last.startedAt)}, HTTP {last.status}
                </a>
              ),
            ],
          ]}
        />
      </div>
    </Card>
  );
}
