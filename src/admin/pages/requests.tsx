import type { Hono } from "hono";
import type { RequestPage } from "../../usage/queries/find-requests.ts";
import type { Step } from "../../usage/queries/read-series.ts";
import type { Totals } from "../../usage/queries/sum-totals.ts";
import { Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { Segments } from "../components/segments.tsx";
import type { PageTools } from "../show-page.tsx";
import { askLedger } from "../state/ask-ledger.ts";
import { overviewRange } from "../state/overview-range.ts";
import {
  cursorOf,
  filterOf,
  filterWords,
  isFiltered,
  type RequestQuery,
  readRequestQuery,
  urlOf,
} from "../state/request-query.ts";
import { FilterCard } from "./requests/filter.tsx";
import { RequestsTable } from "./requests/table.tsx";
import { writeCsv } from "./requests/write-csv.ts";

const pageSize = 50;
const csvRows = 10_000;
const dayMs = 24 * 60 * 60 * 1000;
const rangeTitles = { hour: "Hour", today: "Today", week: "7 days", all: "All" } as const;

interface Found {
  readonly page: RequestPage;
  readonly totals: Totals;
  /** Absent where they would not be of what the list shows. */
  readonly steps: readonly Step[] | undefined;
}

function Head({ query, days }: { readonly query: RequestQuery; readonly days: number }) {
  const links = Object.entries(rangeTitles).map(([name, title]) => ({
    name,
    title,
    href: urlOf(query, { range: name, before: "" }),
  }));
  return (
    <PageHead title="Requests" lead={`Kept for ${days} days without prompts or answers.`}>
      <Segments label="Range" current={query.range} links={links} />
      <a class="btn" href={urlOf(query, { before: "", format: "csv" })}>
        Export CSV
      </a>
    </PageHead>
  );
}

function NothingFound({ query, now }: { readonly query: RequestQuery; readonly now: number }) {
  return isFiltered(query) || query.range !== "all" ? (
    <Empty title="No request matches" text={`${filterWords(query, now)}.`}>
      <a class="btn" href="/requests?range=all">
        Clear filter
      </a>
    </Empty>
  ) : (
    <Empty title="No requests yet" text="Requests appear here as they end, with the route they took.">
      <a class="btn" href="/test">
        Send a test
      </a>
    </Empty>
  );
}

/** Mounts the list of requests. */
export function mountRequests(app: Hono, { deps, show }: PageTools): void {
  app.get("/requests", (context) => {
    const query = readRequestQuery(context.req.query());
    const now = deps.now();
    const { usage, providers } = deps.config();
    const filter = filterOf(query, now);
    if (/^req_[A-Za-z0-9]+$/.test(query.q)) return context.redirect(`/requests/${query.q}`, 303);

    if (context.req.query("format") === "csv") {
      const rows = askLedger(deps, (reader) => reader.list(filter, csvRows).requests);
      if ("problem" in rows) return context.text(rows.problem, 503);
      context.header("content-disposition", 'attachment; filename="ccm-requests.csv"');
      return context.body(writeCsv(rows.answer), 200, { "content-type": "text/csv; charset=utf-8" });
    }

    const spans = overviewRange(query.range, now);
    const found = askLedger(deps, (reader): Found => {
      const page = reader.list(filter, pageSize, cursorOf(query));
      const drawn = query.range !== "all" && !isFiltered(query);
      const steps = drawn ? reader.series(spans.chart, spans.stepMs) : undefined;
      // Sums over everything come from rollups, and stay fast however many requests there are.
      const kept = { from: filter.from ?? now - usage.retentionDays * dayMs, to: now + 1 };
      const totals = isFiltered(query) ? reader.sum(filter) : reader.totals(kept);
      return { page, totals, steps };
    });
    const head = <Head query={query} days={usage.retentionDays} />;
    const frame = { title: "Requests", current: "requests" } as const;
    if ("problem" in found) {
      return show(
        context,
        frame,
        <>
          {head}
          <PlainCard>
            <Empty title="Usage could not be read" text={found.problem} />
          </PlainCard>
        </>,
      );
    }
    const { page, totals, steps } = found.answer;
    const older = page.next && urlOf(query, { before: `${page.next.startedAt}.${page.next.seq}` });
    return show(
      context,
      frame,
      <>
        {head}
        <FilterCard
          query={query}
          providers={providers.map(({ name }) => name)}
          totals={totals}
          steps={steps}
          stepName={spans.stepName}
        />
        <PlainCard label="Requests">
          {page.requests.length === 0 ? (
            <NothingFound query={query} now={now} />
          ) : (
            <>
              <RequestsTable requests={page.requests} now={now} />
              <div class="bar">
                {query.before !== "" && (
                  <a class="btn" href={urlOf(query, { before: "" })}>
                    Newest
                  </a>
                )}
                {older && (
                  <a class="btn" href={older}>
                    Older
                  </a>
                )}
                <small>
                  {page.requests.length} of {totals.requests}
                </small>
              </div>
            </>
          )}
        </PlainCard>
      </>,
    );
  });
}
