import { renderFindings } from "../../config/diagnose.ts";
import { formatCost, formatCount, formatMs, formatShare } from "../../usage/format-figures.ts";
import { formatMoment } from "../../usage/format-moment.ts";
import type { Percentiles } from "../../usage/queries/read-latencies.ts";
import type { RequestSummary } from "../../usage/queries/request-rows.ts";
import { cooldownRows } from "../cooldowns/render-cooldowns.ts";
import { formatTable } from "../format-table.ts";
import type { Paint } from "../paint.ts";
import { plural } from "../plural.ts";
import type { ProviderLine } from "../provider/list.ts";
import { statusOf } from "../requests/render-requests.ts";
import { totalRows } from "../usage/render-usage.ts";
import type { Status } from "./collect-status.ts";
import { describeProvider } from "./describe-provider.ts";
import { describeStanding } from "./describe-standing.ts";

type Figures = Exclude<Status["usage"], { readonly problem: string }>;

function indented(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  return formatTable(rows, right)
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

/** A titled part; nothing at all without rows. */
function part(title: string, rows: readonly (readonly string[])[], right?: readonly number[]): string[] {
  return rows.length === 0 ? [] : ["", title, indented(rows, right)];
}

function waitRow(name: string, { p50, p95 }: Percentiles): string[][] {
  return p50 === undefined ? [] : [[name, formatMs(p50), `p95 ${formatMs(p95)}`]];
}

function renderToday({ totals, latencies }: Figures): string[] {
  if (totals.requests === 0) return ["", "today", "  no request yet"];
  return part("today", [
    ...totalRows(totals),
    ...waitRow("first token", latencies.firstToken),
    ...waitRow("of it in ccm", latencies.overhead),
  ]);
}

function providerRow(line: ProviderLine, { cooldowns, usage }: Status, paint: Paint): string[] {
  const { words, ok } = describeProvider(line, cooldowns);
  const figures = "problem" in usage ? undefined : usage;
  const targets = figures?.targets.filter(({ provider }) => provider === line.name) ?? [];
  const calls = targets.reduce((sum, { attempts }) => sum + attempts, 0);
  const failed = targets.reduce((sum, target) => sum + target.failed, 0);
  return [
    line.name,
    line.type,
    calls === 0 ? "" : formatCount(calls),
    failed === 0 ? "" : formatCount(failed),
    formatMs(figures?.latencies.byProvider.get(line.name)?.p50),
    ok ? words : paint.warn(words), // last: it may be long, and a narrow screen cuts it
  ];
}

/** Each provider with its calls since midnight. */
function providersPart(status: Status, paint: Paint): string[] {
  const rows = status.providers.map((line) => providerRow(line, status, paint));
  const head = ["PROVIDER", "TYPE", "CALLS", "FAILED", "FIRST", "STATE"];
  return rows.length === 0 ? [] : part("providers", [head, ...rows], [2, 3, 4]);
}

function recentRow(request: RequestSummary, now: Date, paint: Paint): string[] {
  const status = statusOf(request);
  return [
    formatMoment(request.startedAt, now),
    request.route,
    request.model,
    request.provider ?? "",
    request.outcome === "failed" ? paint.bad(status) : status,
    formatCost(request.cost, request.plan),
    formatMs(request.durationMs),
  ];
}

function renderUsage(
  { usage, now }: Status,
  paint: Paint,
): { readonly above: string[]; readonly below: string[] } {
  if ("problem" in usage) return { above: ["", "today", `  ${usage.problem}`], below: [] };
  const routes = usage.routes.map(({ name, requests }) => [
    name,
    formatCount(requests),
    formatShare(requests, usage.totals.requests),
  ]);
  return {
    above: renderToday(usage),
    below: [
      ...part("routes today", routes, [1, 2]),
      ...part(
        "latest requests",
        usage.recent.map((request) => recentRow(request, now, paint)),
        [5, 6],
      ),
    ],
  };
}

function head({ standing, configPath, config, findings, daemon, now }: Status, paint: Paint): string[] {
  const line = describeStanding(standing, now);
  const ledger = daemon?.ledger;
  const rows = [
    ["config", config || findings.length > 0 ? configPath : `${configPath}: none yet`],
    ...(config ? [["default", config.router.default]] : []),
    ...(daemon
      ? [["live", daemon.live === 0 ? "no answer under way" : `${plural(daemon.live, "answer")} under way`]]
      : []),
    ...(ledger && ledger.state !== "recording"
      ? [["ledger", paint.bad(`not recording: ${ledger.reason ?? ""}`)]]
      : []),
    ...(ledger && ledger.dropped > 0
      ? [["lost", paint.bad(`${plural(ledger.dropped, "request")} not recorded`)]]
      : []),
  ];
  return [standing.state === "silent" ? paint.bad(line) : line, formatTable(rows)];
}

/** All of the status for a person. */
export function renderStatus(status: Status, paint: Paint): string {
  const { config, configPath, findings, cooldowns, daemon, now } = status;
  const { above, below } = renderUsage(status, paint);
  const problems = daemon?.config.not_loaded ?? [];
  const warnings = renderFindings(findings, configPath);
  return [
    ...head(status, paint),
    ...(problems.length > 0
      ? [
          "",
          paint.bad("the config on disk is not the one in use"),
          ...renderFindings(problems, configPath).map((line) => `  ${line}`),
        ]
      : []),
    ...above,
    ...providersPart(status, paint),
    ...part("cooling down", cooldownRows(cooldowns, now.getTime())),
    ...below,
    ...(warnings.length > 0
      ? ["", config ? "warnings" : paint.bad("the config has errors"), ...warnings.map((line) => `  ${line}`)]
      : []),
  ].join("\n");
}
