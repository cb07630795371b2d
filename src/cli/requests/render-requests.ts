import { formatCost, formatMs, formatTokens } from "../../usage/format-figures.ts";
import { formatMoment } from "../../usage/format-moment.ts";
import { promptTokens } from "../../usage/prompt-tokens.ts";
import type { RequestSummary } from "../../usage/queries/request-rows.ts";
import { shortId } from "../../usage/short-id.ts";
import type { Paint } from "../paint.ts";

/** The status, with the kind of failure where there is one. */
export function statusOf({ status, failureKind, outcome }: RequestSummary): string {
  if (outcome === "cancelled") return `${status} client left`;
  return failureKind === undefined ? String(status) : `${status} ${failureKind}`;
}

/** From this many columns of a terminal on, all of a request has room, and its whole id. */
const wide = 150;
/** From here on all but the wait for the first token. */
const medium = 110;

interface Column {
  readonly head: string;
  /** Narrower terminals do without it. */
  readonly from?: number;
  /** Numbers end alike. */
  readonly right?: true;
  readonly cell: (request: RequestSummary, now: Date) => string;
}

const columns: readonly Column[] = [
  { head: "TIME", cell: ({ startedAt }, now) => formatMoment(startedAt, now) },
  { head: "ROUTE", from: medium, cell: ({ route }) => route },
  { head: "MODEL", cell: ({ model }) => model },
  { head: "SERVED BY", from: medium, cell: ({ provider }) => provider ?? "" },
  { head: "STATUS", cell: statusOf },
  { head: "TRIES", from: medium, right: true, cell: ({ tries }) => (tries === 1 ? "" : String(tries)) },
  { head: "IN", from: medium, right: true, cell: ({ tokens }) => formatTokens(promptTokens(tokens)) },
  { head: "OUT", from: medium, right: true, cell: ({ tokens }) => formatTokens(tokens.output) },
  { head: "COST", right: true, cell: ({ cost, plan }) => formatCost(cost, plan) },
  { head: "FIRST", from: wide, right: true, cell: ({ firstTokenMs }) => formatMs(firstTokenMs) },
  { head: "TOTAL", right: true, cell: ({ durationMs }) => formatMs(durationMs) },
  { head: "ID", cell: ({ id }) => id },
];

/** A list of requests that fits a terminal. */
export interface RequestList {
  readonly head: readonly string[];
  /** Numbers of the columns that end alike. */
  readonly right: readonly number[];
  row(request: RequestSummary, now: Date): string[];
}

/** Chooses columns for a terminal of this many; `undefined`: no terminal, everything. */
export function listRequestsFor(width: number | undefined, paint: Paint): RequestList {
  const room = width ?? wide;
  const shown = columns.filter(({ from = 0 }) => from <= room);
  const cellOf = ({ head, cell }: Column, request: RequestSummary, now: Date): string => {
    const text = cell(request, now);
    if (head === "ID" && room < wide) return shortId(text);
    return head === "STATUS" && request.outcome === "failed" ? paint.bad(text) : text;
  };
  return {
    head: shown.map(({ head }) => head),
    right: shown.flatMap(({ right }, at) => (right ? [at] : [])),
    row: (request, now) => shown.map((column) => cellOf(column, request, now)),
  };
}

/** A request as ccm's JSON shows it. */
export function requestJson({ seq: _seq, startedAt, ...request }: RequestSummary): object {
  return { startedAt: new Date(startedAt).toISOString(), ...request };
}
