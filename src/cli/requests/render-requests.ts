import { formatCost, formatMs, formatTokens } from "../../usage/format-figures.ts";
import { formatMoment } from "../../usage/format-moment.ts";
import { promptTokens } from "../../usage/prompt-tokens.ts";
import type { RequestSummary } from "../../usage/queries/request-rows.ts";

/** Columns of a list of requests, and which of them are numbers. */
export const requestHead = [
  "TIME",
  "ROUTE",
  "MODEL",
  "SERVED BY",
  "STATUS",
  "TRIES",
  "IN",
  "OUT",
  "COST",
  "FIRST",
  "TOTAL",
  "ID",
] as const;
export const numberColumns: readonly number[] = [5, 6, 7, 8, 9, 10];

/** The status, with the kind of failure where there is one. */
export function statusOf({ status, failureKind, outcome }: RequestSummary): string {
  if (outcome === "cancelled") return `${status} client left`;
  return failureKind === undefined ? String(status) : `${status} ${failureKind}`;
}

/** One request as a row under {@link requestHead}. */
export function requestRow(request: RequestSummary, now: Date): string[] {
  const { tokens } = request;
  return [
    formatMoment(request.startedAt, now),
    request.route,
    request.model,
    request.provider ?? "",
    statusOf(request),
    request.tries === 1 ? "" : String(request.tries),
    formatTokens(promptTokens(tokens)),
    formatTokens(tokens.output),
    formatCost(request.cost, request.plan),
    formatMs(request.firstTokenMs),
    formatMs(request.durationMs),
    request.id,
  ];
}

/** A request as ccm's JSON shows it. */
export function requestJson({ seq: _seq, startedAt, ...request }: RequestSummary): object {
  return { startedAt: new Date(startedAt).toISOString(), ...request };
}
