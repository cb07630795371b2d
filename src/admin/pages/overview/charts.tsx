import { formatCount, formatMs } from "../../../usage/format-figures.ts";
import { formatMoment } from "../../../usage/format-moment.ts";
import { Card } from "../../components/card.tsx";
import { Bars, Key, Line, Plot, roundUp, ShowAsTable } from "../../components/chart.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import type { OverviewRange } from "../../state/overview-range.ts";
import type { UsageFigures } from "../../state/read-overview.ts";

interface ChartProps {
  readonly usage: UsageFigures;
  readonly range: OverviewRange;
}

function momentOf(at: number, range: OverviewRange): string {
  return formatMoment(at, new Date(range.range.to - 1)).slice(0, range.name === "week" ? 16 : 5);
}

/** `Peak 98 at 14:00. 25 failed, most at 15:00.` */
function findingOf({ usage, range }: ChartProps): string {
  const steps = usage.steps.filter(({ requests }) => requests > 0);
  const [first] = steps;
  if (!first) return "No requests in this range";
  const peak = steps.reduce((most, step) => (step.requests > most.requests ? step : most), first);
  const worst = steps.reduce((most, step) => (step.failed > most.failed ? step : most), first);
  const failed = steps.reduce((sum, step) => sum + step.failed, 0);
  const failures = failed === 0 ? "None failed." : `${failed} failed, most at ${momentOf(worst.at, range)}.`;
  return `Requests per ${range.stepName}. Peak ${peak.requests} at ${momentOf(peak.at, range)}. ${failures}`;
}

function RequestsChart(props: ChartProps) {
  const { usage, range } = props;
  const top = roundUp(Math.max(0, ...usage.steps.map(({ requests }) => requests)));
  const used = usage.steps.filter(({ requests }) => requests > 0);
  const entries = [
    ["k2", "First try"],
    ["k4", "After failover"],
    ["k5", "Failed"],
  ] as const;
  return (
    <Card id="per-step" title={`Requests per ${range.stepName}`} aside={<Key entries={entries} />}>
      <div class="body">
        <Plot
          label={findingOf(props)}
          yLabels={[formatCount(top), formatCount(top / 2), "0"]}
          xLabels={range.xLabels}
        >
          <Bars
            top={top}
            series={[
              { series: "k2", values: usage.steps.map(({ ok, cancelled }) => ok + cancelled) },
              { series: "k4", values: usage.steps.map(({ failover }) => failover) },
              { series: "k5", values: usage.steps.map(({ failed }) => failed) },
            ]}
          />
        </Plot>
        {used.length === 0 ? (
          <p class="help">No requests in this range.</p>
        ) : (
          <ShowAsTable>
            <Table
              stack={false}
              columns={[
                "From",
                ...["First try", "Failover", "Failed"].map((title) => ({ title, num: true }) as const),
              ]}
            >
              {used.map(({ at, ok, cancelled, failover, failed }) => (
                <Row>
                  <Cell>{momentOf(at, range)}</Cell>
                  <Cell num>{formatCount(ok + cancelled)}</Cell>
                  <Cell num>{formatCount(failover)}</Cell>
                  <Cell num>{formatCount(failed)}</Cell>
                </Row>
              ))}
            </Table>
          </ShowAsTable>
        )}
      </div>
    </Card>
  );
}

function FirstTokenChart({ usage, range }: ChartProps) {
  const { steps, firstToken } = usage.latencies;
  const measured = steps.flatMap(({ p95 }) => p95 ?? []);
  const top = roundUp(Math.max(0, ...measured) / 1000) * 1000;
  // The chart's axis runs on to the end of the day; what is to come has no values.
  const count = usage.steps.length;
  const padded = (values: readonly (number | undefined)[]) =>
    Array.from({ length: count }, (_, index) => values[index]);
  const finding =
    measured.length === 0
      ? "No answers in this range"
      : `Time to first token. p50 ${formatMs(firstToken.p50)}, p95 ${formatMs(firstToken.p95)}, at worst ${formatMs(Math.max(...measured))}.`;
  return (
    <Card
      id="first-token"
      title="Time to first token"
      aside={
        <Key
          entries={[
            ["k1", "p50"],
            ["k2", "p95, dashed"],
          ]}
        />
      }
    >
      <div class="body">
        <Plot label={finding} yLabels={[`${top / 1000} s`, `${top / 2000} s`, "0"]} xLabels={range.xLabels}>
          <Line series="k2" dashed values={padded(steps.map(({ p95 }) => p95))} top={top} />
          <Line series="k1" values={padded(steps.map(({ p50 }) => p50))} top={top} />
        </Plot>
        {measured.length === 0 ? (
          <p class="help">No answers in this range.</p>
        ) : (
          <ShowAsTable>
            <Table stack={false} columns={["From", { title: "p50", num: true }, { title: "p95", num: true }]}>
              {steps.map(({ p50, p95 }, index) =>
                p50 === undefined ? null : (
                  <Row>
                    <Cell>{momentOf(range.chart.from + index * range.stepMs, range)}</Cell>
                    <Cell num>{formatMs(p50)}</Cell>
                    <Cell num>{formatMs(p95)}</Cell>
                  </Row>
                ),
              )}
            </Table>
          </ShowAsTable>
        )}
      </div>
    </Card>
  );
}

/** Requests and first-token times over the range. */
export function Charts(props: ChartProps) {
  return (
    <div class="two">
      <RequestsChart {...props} />
      <FirstTokenChart {...props} />
    </div>
  );
}
