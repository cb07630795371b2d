import { dialects } from "../../../protocols/registry.ts";
import { formatCount, formatDollars, formatTokens } from "../../../usage/format-figures.ts";
import type { Step } from "../../../usage/queries/read-series.ts";
import type { Totals } from "../../../usage/queries/sum-totals.ts";
import { inputOf } from "../../../usage/queries/tally.ts";
import { PlainCard } from "../../components/card.tsx";
import { Key, Spark } from "../../components/chart.tsx";
import { Select } from "../../components/form.tsx";
import { isFiltered, outcomeTitles, type RequestQuery } from "../../state/request-query.ts";
import { capitalised } from "../../words/capitalised.ts";
import { counted } from "../../words/counted.ts";
import { routeReasons } from "../../words/rules.ts";

const outcomes = [
  { value: "", label: "Any outcome" },
  ...Object.entries(outcomeTitles).map(([value, title]) => ({ value, label: capitalised(title) })),
];
const clients = Object.keys(dialects);

/** Requests of a filtered list that are summed up. */
export const mostSummed = 2000;

/** Whether figures are of the latest requests of a filtered list only, because there are too many. */
export function isCapped(query: RequestQuery, requests: number): boolean {
  return isFiltered(query) && requests >= mostSummed;
}

interface FilterProps {
  readonly query: RequestQuery;
  readonly providers: readonly string[];
  readonly totals: Totals;
  readonly steps: readonly Step[] | undefined;
  readonly stepName: string;
}

/** Of a filtered list only the latest are summed, and that is said. */
function sumWords(query: RequestQuery, { requests, failed, failover, tokens, cost }: Totals): string {
  const latest = isCapped(query, requests) ? "Of the latest " : "";
  const all = `${formatTokens(inputOf(tokens) + tokens.output)} tokens, ${formatDollars(cost.billed)}`;
  return `${latest}${counted(requests, "request")}, ${formatCount(failed)} failed, ${formatCount(failover)} saved. ${all}`;
}

function Outcomes({ steps, stepName }: { readonly steps: readonly Step[]; readonly stepName: string }) {
  return (
    <Spark
      label={`Requests per ${stepName}, peak ${Math.max(0, ...steps.map(({ requests }) => requests))}`}
      series={[
        { series: "k2", values: steps.map(({ ok, cancelled }) => ok + cancelled) },
        { series: "k4", values: steps.map(({ failover }) => failover) },
        { series: "k5", values: steps.map(({ failed }) => failed) },
      ]}
    />
  );
}

/** What narrows the list, and what the list comes to. The script sends it off when a choice changes. */
export function FilterCard({ query, providers, totals, steps, stepName }: FilterProps) {
  const any = (label: string, names: readonly string[]) => [{ value: "", label }, ...names];
  return (
    <PlainCard label="Filter">
      {/* biome-ignore lint/a11y/useSemanticElements: the stylesheet's bar is the form itself */}
      <form class="bar" role="search" action="/requests" data-auto>
        <input type="hidden" name="range" value={query.range} />
        {query.session !== "" && <input type="hidden" name="session" value={query.session} />}
        <input
          type="search"
          name="q"
          aria-label="Search"
          placeholder="Request id, model, error text"
          value={query.q}
        />
        <Select name="outcome" label="Outcome" value={query.outcome} choices={outcomes} />
        <Select name="route" label="Route" value={query.route} choices={any("Any route", routeReasons)} />
        <Select
          name="provider"
          label="Provider"
          value={query.provider}
          choices={any("Any provider", providers)}
        />
        <Select name="client" label="Client" value={query.client} choices={any("Any client", clients)} />
        <button class="btn" type="submit">
          Filter
        </button>
      </form>
      <div class="body">
        {steps && <Outcomes steps={steps} stepName={stepName} />}
        <div class="row apart">
          {steps && (
            <Key
              entries={[
                ["k2", "First try"],
                ["k4", "After failover"],
                ["k5", "Failed"],
              ]}
            />
          )}
          <small>{sumWords(query, totals)}</small>
        </div>
      </div>
    </PlainCard>
  );
}
