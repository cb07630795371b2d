import type { Hono } from "hono";
import { Empty, PlainCard } from "../components/card.tsx";
import { Note } from "../components/note.tsx";
import { PageHead } from "../components/page.tsx";
import { Segments } from "../components/segments.tsx";
import { menuParts, type PageTools } from "../show-page.tsx";
import { lastEnded, rememberBy } from "../state/last-ended.ts";
import { countReady } from "../state/list-providers.ts";
import { type Overview, readOverview } from "../state/read-overview.ts";
import { shownEnded, shownLive } from "../state/shown-request.ts";
import { type LiveParts, streamParts, wantsParts } from "../stream-parts.ts";
import { formatClock, formatToday } from "../words/moments.ts";
import { Charts } from "./overview/charts.tsx";
import { CooldownsCard } from "./overview/cooldowns.tsx";
import { FirstSteps, StepsCard } from "./overview/first-steps.tsx";
import { NeedsYou } from "./overview/needs-you.tsx";
import { ProvidersCard } from "./overview/providers.tsx";
import { RecentCard } from "./overview/recent.tsx";
import { RoutesCard } from "./overview/routes.tsx";
import { UsageStats } from "./overview/usage-stats.tsx";

/** What keeps every request from being answered, or lets strangers in. */
function Alarms({ overview }: { readonly overview: Overview }) {
  const { providers, open, now } = overview;
  const ready = providers.some(({ state }) => state.ready);
  const returning = providers
    .flatMap(({ provider, state }) => (state.until === undefined ? [] : [{ provider, until: state.until }]))
    .toSorted((one, other) => one.until - other.until)[0];
  return (
    <>
      {!ready && providers.length > 0 && (
        <Note tone="bad" action={{ href: "/providers", label: "Providers" }}>
          <b>No provider can answer.</b>{" "}
          {returning && (
            <>
              The first to return is <b>{returning.provider.name}</b> at {formatClock(returning.until, now)}.
            </>
          )}
        </Note>
      )}
      {open && (
        <Note tone="warn" action={{ href: "/settings#access", label: "Set a key" }}>
          <b>Anyone on this network can use /v1.</b> ccm listens beyond this computer and no{" "}
          <code>api_key</code> is set.
        </Note>
      )}
    </>
  );
}

function RangeLinks({ current }: { readonly current: string }) {
  const links = [
    { name: "hour", title: "Hour", href: "/?range=hour" },
    { name: "today", title: "Today", href: "/" },
    { name: "week", title: "7 days", href: "/?range=week" },
  ];
  return <Segments label="Range" current={current} links={links} />;
}

const recentRows = 8;

/** Those that run and those that ended, as many as fit a glance. */
function Recent({ overview }: { readonly overview: Overview }) {
  const { live, usage, now } = overview;
  const ended = "answer" in usage ? usage.answer.recent : [];
  const shown = [...live.map((one) => shownLive(one, now)), ...ended.map(shownEnded)];
  return <RecentCard requests={shown.slice(0, Math.max(recentRows, live.length))} now={now} />;
}

function Figures({ overview }: { readonly overview: Overview }) {
  const { usage, range } = overview;
  if ("problem" in usage) {
    return (
      <PlainCard>
        <Empty title="Usage could not be read" text={usage.problem}>
          <a class="btn" href="/">
            Try again
          </a>
        </Empty>
      </PlainCard>
    );
  }
  return (
    <>
      <UsageStats usage={usage.answer} />
      <Charts usage={usage.answer} range={range} />
      <Recent overview={overview} />
    </>
  );
}

function Providers({ overview }: { readonly overview: Overview }) {
  const { providers, usage, now, range } = overview;
  const answer = "answer" in usage ? usage.answer : undefined;
  return (
    <ProvidersCard
      providers={providers}
      usage={answer}
      count={countReady(providers)}
      calls={range.callsTitle}
      now={now}
    />
  );
}

/** What changes while the page is open; charts stay as they were when it was opened. */
function partsOf(overview: Overview): LiveParts {
  const { cooldowns, usage, now } = overview;
  return {
    need: <NeedsYou overview={overview} />,
    ...("answer" in usage && { figures: <UsageStats usage={usage.answer} /> }),
    recent: <Recent overview={overview} />,
    providers: <Providers overview={overview} />,
    cooldowns: <CooldownsCard cooldowns={cooldowns} now={now} />,
  };
}

/** How ccm stands at a glance: what needs a person, figures, detail. */
function OverviewContent({ overview }: { readonly overview: Overview }) {
  const { providers, cooldowns, usage, range, now } = overview;
  if (providers.length === 0) return <FirstSteps overview={overview} />;
  const answer = "answer" in usage ? usage.answer : undefined;
  return (
    <>
      <PageHead title="Overview" lead={`${formatToday(now)}. Figures ${range.words}.`}>
        <RangeLinks current={range.name} />
      </PageHead>
      <StepsCard overview={overview} />
      <Alarms overview={overview} />
      <NeedsYou overview={overview} />
      <Figures overview={overview} />
      <div class="two">
        <Providers overview={overview} />
        <div class="pile">
          <CooldownsCard cooldowns={cooldowns} now={now} />
          {answer && answer.routes.length > 0 && (
            <RoutesCard routes={answer.routes} title={range.routesTitle} />
          )}
        </div>
      </div>
    </>
  );
}

/** Mounts the Overview. */
export function mountOverview(app: Hono, { deps, show }: PageTools): void {
  app.get("/", (context) => {
    const range = context.req.query("range");
    if (wantsParts(context)) {
      const figures = rememberBy(
        () => lastEnded(deps),
        () => readOverview(deps, range).usage,
      );
      return streamParts(context, deps.closing, () => ({
        ...menuParts(deps),
        ...partsOf(readOverview(deps, range, figures())),
      }));
    }
    const overview = readOverview(deps, range);
    return show(
      context,
      { title: "Overview", current: "overview", live: overview.providers.length > 0 },
      <OverviewContent overview={overview} />,
    );
  });
}
