import { formatBody } from "../../usage/format-body.ts";
import {
  formatBytes,
  formatCost,
  formatDollars,
  formatMs,
  formatTokens,
} from "../../usage/format-figures.ts";
import { formatDay, formatTime } from "../../usage/format-moment.ts";
import type { AttemptDetail, RequestDetail, TokenCounts } from "../../usage/queries/request-rows.ts";
import { formatTable } from "../format-table.ts";
import { statusOf } from "./render-requests.ts";

/** Joins what there is; a part without its value is left out. */
function list(parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== "").join(", ");
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `"${text}"`;
}

function describeTokens(tokens: TokenCounts): string {
  const kinds = [
    [tokens.input, "fresh"],
    [tokens.cacheRead, "read from cache"],
    [tokens.cacheWrite5m, "written to cache for 5 minutes"],
    [tokens.cacheWrite1h, "written to cache for an hour"],
    [tokens.output, "out"],
    [tokens.reasoning, "of them reasoning"],
    [tokens.webSearches, "web searches"],
  ] as const;
  return (
    list(kinds.map(([count, words]) => (count ?? 0) > 0 && `${formatTokens(count)} ${words}`)) ||
    "none reported"
  );
}

function describeCost({ cost, plan }: RequestDetail): string {
  if (plan)
    return list(["paid by a plan", cost.list !== undefined && `${formatDollars(cost.list)} at list price`]);
  return formatCost(cost, plan) || "unknown: no price for this model; a mapping can state one";
}

/** What happened in one attempt, in the order it happened. */
function describeAttempt(attempt: AttemptDetail): string {
  const { outcome, startMs, headersMs, firstEventMs, endMs } = attempt;
  if (outcome === "skipped") return attempt.reason ?? "";
  return list([
    startMs >= 10 && `began after ${formatMs(startMs)}`,
    headersMs !== undefined && `headers ${formatMs(headersMs - startMs)}`,
    firstEventMs !== undefined && `first event ${formatMs(firstEventMs - startMs)}`,
    `end ${formatMs(endMs - startMs)}`,
    quoted(attempt.reason),
  ]);
}

function renderAttempts(attempts: readonly AttemptDetail[]): string[] {
  const rows = attempts.map((attempt) => [
    "  ",
    attempt.outcome === "skipped" ? "skipped" : list([attempt.status?.toString(), attempt.outcome]),
    attempt.provider,
    attempt.model,
    attempt.outcome === "skipped"
      ? ""
      : list([attempt.mode, attempt.mode === "translate" && attempt.protocol]),
    describeAttempt(attempt),
  ]);
  return rows.length === 0 ? ["  none: no target could be called"] : formatTable(rows).split("\n");
}

/** What was kept of what was said, and how to see it. */
function describeBodies({ id, bodies }: RequestDetail): readonly (readonly [string, string])[] {
  if (!bodies) return [];
  const sizes = `request ${formatBytes(Buffer.byteLength(bodies.request))}, answer ${formatBytes(Buffer.byteLength(bodies.answer))}`;
  return [["kept", `${sizes}: ccm why ${id} --bodies`]];
}

/** What was kept of what was said. */
export function renderBodies({ id, bodies }: RequestDetail): string {
  if (!bodies) return `no bodies were kept of ${id}: server.log_bodies keeps those of later requests`;
  return ["request", "", formatBody(bodies.request), "", "answer", "", formatBody(bodies.answer)].join("\n");
}

/** Tells what became of a request: why this route, what each target did, what it consumed and cost. */
export function explainRequest(request: RequestDetail): string {
  const { startedAt, route, routeMatch, dropped } = request;
  const losses = Object.entries(dropped).map(([name, count]) =>
    count === 1 ? name : `${name} (${count} times)`,
  );
  const facts: readonly (readonly [string, string])[] = [
    ["when", `${formatDay(startedAt)} ${formatTime(startedAt)}, took ${formatMs(request.durationMs)}`],
    [
      "client",
      list([
        request.program,
        `${request.client} ${request.endpoint}`,
        request.stream ? "streaming" : "not streaming",
        formatBytes(request.requestBytes),
        request.requestClass !== undefined && `class ${request.requestClass}`,
        request.agent !== undefined && `agent ${request.agent}`,
        request.session !== undefined && `session ${request.session}`,
      ]),
    ],
    ["asked for", request.requestedModel],
    ["route", routeMatch === undefined ? route : `${route}: ${routeMatch}`],
    ["model", request.model],
    [
      "answer",
      list([
        statusOf(request),
        request.provider !== undefined && `from ${request.provider}, ${request.servedModel ?? ""}`,
        request.stopReason,
        request.firstTokenMs !== undefined && `first token after ${formatMs(request.firstTokenMs)}`,
        request.overheadMs !== undefined && `${formatMs(request.overheadMs)} of it in ccm`,
        quoted(request.failureMessage),
      ]),
    ],
    ["tokens", describeTokens(request.tokens)],
    ["cost", describeCost(request)],
    ["left out", losses.length === 0 ? "nothing" : list(losses)],
    ...describeBodies(request),
  ];
  return [
    request.id,
    "",
    formatTable(facts),
    "",
    "attempts, in order",
    ...renderAttempts(request.attempts),
  ].join("\n");
}
