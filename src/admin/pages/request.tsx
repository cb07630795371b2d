import type { Hono } from "hono";
import type { LiveRequest } from "../../pipeline/live-requests.ts";
import { formatCost, formatDollars, formatMs, formatTokens } from "../../usage/format-figures.ts";
import { formatMoment } from "../../usage/format-moment.ts";
import { promptTokens } from "../../usage/prompt-tokens.ts";
import type { RequestDetail } from "../../usage/queries/request-rows.ts";
import { Card, Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { Facts, Stats } from "../components/stats.tsx";
import { Status, Tag } from "../components/status.tsx";
import type { PageTools } from "../show-page.tsx";
import { askLedger } from "../state/ask-ledger.ts";
import { liveWord } from "../state/shown-request.ts";
import { outcomeWords } from "../words/outcome.ts";
import { AttemptsCard } from "./request/attempts.tsx";
import { BodiesCard } from "./request/bodies.tsx";
import { ClientCard } from "./request/client.tsx";
import { DroppedCard } from "./request/dropped.tsx";
import { HeadersCard } from "./request/headers.tsx";
import { RouteCard } from "./request/route.tsx";
import { TokensCard } from "./request/tokens.tsx";

const list = { href: "/requests", title: "Requests" } as const;
const ordinals = ["", "", ", second try", ", third try", ", fourth try"];

function titleOf({ model, provider, tries }: RequestDetail): string {
  return `${model} by ${provider ?? "no provider"}${ordinals[tries] ?? ""}`;
}

function costDetail({ plan, cost }: RequestDetail): string {
  if (plan) return cost.list === undefined ? "paid by a plan" : `${formatDollars(cost.list)} at list price`;
  if (cost.billed === undefined) return "no known price for this model";
  return cost.billed === cost.list ? "from the price table" : "as the provider told";
}

function figuresOf(request: RequestDetail) {
  const { firstTokenMs, durationMs, tokens, overheadMs, attempts } = request;
  const input = promptTokens(tokens);
  const streamed = firstTokenMs === undefined ? 0 : durationMs - firstTokenMs;
  const rate = tokens.output !== undefined && streamed > 100 ? (tokens.output / streamed) * 1000 : undefined;
  const lost = attempts
    .filter(({ outcome }) => outcome !== "ok" && outcome !== "skipped")
    .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const all =
    input === undefined && tokens.output === undefined ? undefined : (input ?? 0) + (tokens.output ?? 0);
  return [
    {
      name: "First token",
      value: formatMs(firstTokenMs),
      detail: lost > 0 ? `${formatMs(lost)} of it lost to failed tries` : "from the request on",
    },
    {
      name: "Total",
      value: formatMs(durationMs),
      detail: rate === undefined ? "" : `${Math.round(rate)} tokens/s after the first`,
    },
    {
      name: "Tokens",
      value: formatTokens(all),
      detail:
        all === undefined
          ? "not reported"
          : `${formatTokens(input) || "0"} in, ${formatTokens(tokens.output) || "0"} out`,
    },
    { name: "Cost", value: formatCost(request.cost, request.plan), detail: costDetail(request) },
    { name: "Added by ccm", value: formatMs(overheadMs), detail: "before the provider had it" },
  ];
}

function RequestContent({ request, now }: { readonly request: RequestDetail; readonly now: number }) {
  const { tone, word } = outcomeWords(request);
  const lead = (
    <>
      <code>{request.id}</code>, {formatMoment(request.startedAt, new Date(now))}
    </>
  );
  return (
    <>
      <PageHead title={titleOf(request)} above={list} lead={lead}>
        <Status tone={tone}>{word}</Status>
        <a class="btn" href="?format=json">
          JSON
        </a>
      </PageHead>
      <Stats figures={figuresOf(request)} />
      <div class="wide">
        <div class="pile">
          <AttemptsCard request={request} />
          <TokensCard request={request} />
          <DroppedCard request={request} />
          <BodiesCard request={request} />
        </div>
        <div class="pile">
          <RouteCard request={request} />
          <ClientCard request={request} />
          <HeadersCard request={request} />
        </div>
      </div>
    </>
  );
}

/** A request that has no record yet: what is known so far. The page looks again until it has. */
function RunningRequest({ request, now }: { readonly request: LiveRequest; readonly now: number }) {
  const { id, startedAt, model, provider, route, tries, firstTokenMs } = request;
  const lead = (
    <>
      <code>{id}</code>, {formatMoment(startedAt, new Date(now))}
    </>
  );
  return (
    <>
      <PageHead title={`${model} by ${provider ?? "no provider yet"}`} above={list} lead={lead}>
        <Status tone="live">{liveWord(request, now)}</Status>
      </PageHead>
      <Card id="so-far" title="So far" aside={<Tag on>{route}</Tag>}>
        <div class="body">
          <Facts
            facts={[
              ["Model", model],
              ["Asked now", provider],
              ["Tries", tries || ""],
              ["First token", formatMs(firstTokenMs)],
            ]}
          />
          <p class="help">
            This page looks again every 2 seconds. Attempts, tokens and cost follow at the end.
          </p>
        </div>
      </Card>
    </>
  );
}

/** Mounts the page of one request. */
export function mountRequest(app: Hono, { deps, show }: PageTools): void {
  app.get("/requests/:id", (context) => {
    const id = context.req.param("id");
    const found = askLedger(deps, (reader) => reader.request(id));
    const request = "answer" in found ? found.answer : undefined;
    if (context.req.query("format") === "json") {
      if (!request)
        return context.json({ error: "problem" in found ? found.problem : "no such request" }, 404);
      const { seq: _seq, startedAt, ...rest } = request;
      return context.json({ started_at: new Date(startedAt).toISOString(), ...rest });
    }
    if (request) {
      const frame = { title: `Request ${id}`, current: "requests" } as const;
      return show(context, frame, <RequestContent request={request} now={deps.now()} />);
    }
    const running = deps.live.list().find((request) => request.id === id);
    if (running) {
      const frame = { title: `Request ${id}`, current: "requests", refreshSeconds: 2 } as const;
      return show(context, frame, <RunningRequest request={running} now={deps.now()} />);
    }
    return show(
      context,
      { title: "No such request", current: "requests", status: 404 },
      <>
        <PageHead title="No such request" above={list} />
        <PlainCard>
          <Empty
            title={id}
            text={"problem" in found ? found.problem : "It was never here, or is older than what is kept."}
          >
            <a class="btn" href="/requests">
              All requests
            </a>
          </Empty>
        </PlainCard>
      </>,
    );
  });
}
