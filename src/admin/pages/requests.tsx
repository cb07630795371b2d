import type { Context, Hono } from "hono";
import type { RequestPage } from "../../usage/queries/find-requests.ts";
import type { Step } from "../../usage/queries/read-series.ts";
import type { Totals } from "../../usage/queries/sum-totals.ts";
import { Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { Segments } from "../components/segments.tsx";
import { menuParts, type PageTools } from "../show-page.tsx";
import { askLedger, type LedgerAnswer } from "../state/ask-ledger.ts";
import { lastEnded, rememberBy } from "../state/last-ended.ts";
import { overviewRange } from "../state/overview-range.ts";
import {
  cursorOf,
  filterOf,
  isFiltered,
  type RequestQuery,
  readRequestQuery,
  urlOf,
} from "../state/request-query.ts";
import { type LiveParts, streamParts, wantsParts } from "../stream-parts.ts";
import { FilterCard, mostSummed } from "./requests/filter.tsx";
import { RequestList } from "./requests/list.tsx";
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

interface HeadProps {
  readonly query: RequestQuery;
  readonly days: number;
  /** Whether what is said is kept too. */
  readonly bodies: boolean;
}

function Head({ query, days, bodies }: HeadProps) {
  const links = Object.entries(rangeTitles).map(([name, title]) => ({
    name,
    title,
    href: urlOf(query, { range: name, before: "" }),
  }));
  return (
    <PageHead
      title="Requests"
      lead={`Kept for ${days} days, ${bodies ? "with" : "without"} prompts and answers.`}
    >
      <Segments label="Range" current={query.range} links={links} />
      <a class="btn" href={urlOf(query, { before: "", format: "csv" })}>
        Export CSV
      </a>
    </PageHead>
  );
}

/** Mounts the list of requests. */
export function mountRequests(app: Hono, { deps, show }: PageTools): void {
  function find(query: RequestQuery): LedgerAnswer<Found> {
    const now = deps.now();
    const filter = filterOf(query, now);
    const spans = overviewRange(query.range, now);
    return askLedger(deps, (reader): Found => {
      const page = reader.list(filter, pageSize, cursorOf(query));
      const drawn = query.range !== "all" && !isFiltered(query);
      const steps = drawn ? reader.series(spans.chart, spans.stepMs) : undefined;
      // Sums over everything come from rollups, and stay fast however many requests there are.
      const kept = { from: filter.from ?? now - deps.config().usage.retentionDays * dayMs, to: now + 1 };
      // To look twice for what is not there would take twice as long.
      const nothing = page.requests.length === 0 && query.before === "";
      const totals =
        isFiltered(query) && !nothing
          ? reader.sum(filter, mostSummed)
          : reader.totals(nothing ? { from: now, to: now } : kept);
      return { page, totals, steps };
    });
  }

  function partsOf(query: RequestQuery, found: LedgerAnswer<Found>): LiveParts {
    const menu = menuParts(deps);
    if ("problem" in found) return menu;
    const { page, totals } = found.answer;
    const live = deps.live.list();
    return {
      ...menu,
      list: <RequestList query={query} live={live} page={page} total={totals.requests} now={deps.now()} />,
    };
  }

  function exportCsv(context: Context, query: RequestQuery): Response {
    const filter = filterOf(query, deps.now());
    const rows = askLedger(deps, (reader) => reader.list(filter, csvRows).requests);
    if ("problem" in rows) return context.text(rows.problem, 503);
    context.header("content-disposition", 'attachment; filename="ccm-requests.csv"');
    return context.body(writeCsv(rows.answer), 200, { "content-type": "text/csv; charset=utf-8" });
  }

  app.get("/requests", (context) => {
    const query = readRequestQuery(context.req.query());
    if (/^req_[A-Za-z0-9]+$/.test(query.q)) return context.redirect(`/requests/${query.q}`, 303);
    if (context.req.query("format") === "csv") return exportCsv(context, query);
    if (wantsParts(context)) {
      const known = rememberBy(
        () => lastEnded(deps),
        () => find(query),
      );
      return streamParts(context, deps.closing, () => partsOf(query, known()));
    }
    const { usage, providers, server } = deps.config();
    const found = find(query);
    const head = <Head query={query} days={usage.retentionDays} bodies={server.logBodies} />;
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
    return show(
      context,
      { ...frame, live: true },
      <>
        {head}
        <FilterCard
          query={query}
          providers={providers.map(({ name }) => name)}
          totals={totals}
          steps={steps}
          stepName={overviewRange(query.range, deps.now()).stepName}
        />
        <RequestList
          query={query}
          live={deps.live.list()}
          page={page}
          total={totals.requests}
          now={deps.now()}
        />
      </>,
    );
  });
}
