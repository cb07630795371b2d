import * as v from "valibot";
import type { LiveRequest } from "../../pipeline/live-requests.ts";
import { formatMoment } from "../../usage/format-moment.ts";
import type { Cursor } from "../../usage/queries/find-requests.ts";
import { rangeOf } from "../../usage/queries/range.ts";
import type { RequestFilter } from "../../usage/queries/request-filter.ts";
import { capitalised } from "../words/capitalised.ts";

/** Stretches of time that a list of requests can span. */
const listRanges = ["hour", "today", "week", "all"] as const;
const outcomes = ["ok", "failover", "failed", "cancelled"] as const;

const text = v.optional(v.pipe(v.string(), v.trim()), "");

/** The query of a list's URL; whatever makes no sense is as if it were not there. */
const querySchema = v.object({
  range: v.fallback(v.optional(v.picklist(listRanges), "today"), "today"),
  q: text,
  outcome: v.fallback(v.optional(v.picklist(["", ...outcomes]), ""), ""),
  route: text,
  provider: text,
  client: text,
  session: text,
  before: text,
});

export type RequestQuery = v.InferOutput<typeof querySchema>;

/** Reads the query of a list's URL. */
export function readRequestQuery(query: Readonly<Record<string, string>>): RequestQuery {
  return v.parse(querySchema, query);
}

/** What the ledger is asked. */
export function filterOf(query: RequestQuery, now: number): RequestFilter {
  const { range, q, outcome, route, provider, client, session } = query;
  return {
    ...(range !== "all" && { from: rangeOf(range, new Date(now)).from }),
    ...(q !== "" && { text: q }),
    ...(outcome !== "" && { outcome }),
    ...(route !== "" && { route }),
    ...(provider !== "" && { provider }),
    ...(client !== "" && { client }),
    ...(session !== "" && { session }),
  };
}

/** Whether a request that still runs belongs to the list; its outcome is open, so it fits none. */
export function matchesLive(
  { q, outcome, route, provider, client, session }: RequestQuery,
  live: LiveRequest,
): boolean {
  return (
    outcome === "" &&
    live.model.toLowerCase().includes(q.toLowerCase()) &&
    (route === "" || live.route === route) &&
    (provider === "" || live.provider === provider) &&
    (client === "" || live.client === client) &&
    (session === "" || live.session === session)
  );
}

/** Where a page begins; `undefined` for the first, and for what is no place. */
export function cursorOf({ before }: RequestQuery): Cursor | undefined {
  const [, startedAt, seq] = /^(\d{1,15})\.(\d{1,15})$/.exec(before) ?? [];
  return startedAt === undefined || seq === undefined
    ? undefined
    : { startedAt: Number(startedAt), seq: Number(seq) };
}

/** The URL of a list with some members changed; empty ones are left out. */
export function urlOf(query: RequestQuery, changes: Readonly<Record<string, string>> = {}): string {
  const members = Object.entries({ ...query, ...changes }).filter(([, value]) => value !== "");
  return `/requests?${new URLSearchParams(members)}`;
}

/** Outcomes as a sentence goes on with them. */
export const outcomeTitles = {
  ok: "done at the first try",
  failover: "saved by failover",
  failed: "failed",
  cancelled: "client left",
};
const rangeTitles = {
  hour: "in the last hour",
  today: "today",
  week: "in the last seven days",
  all: "ever kept",
};

/** The filter in words: `Outcome failed, route websearch, in the last hour`. */
export function filterWords(query: RequestQuery, now: number): string {
  const { range, q, outcome, route, provider, client, session } = query;
  const cursor = cursorOf(query);
  const parts = [
    q && `with "${q}"`,
    outcome !== "" && outcomeTitles[outcome],
    route && `route ${route}`,
    provider && `served by ${provider}`,
    client && `client ${client}`,
    session && `session ${session}`,
    rangeTitles[range],
    cursor && `before ${formatMoment(cursor.startedAt, new Date(now))}`,
  ].filter(Boolean);
  const words = parts.join(", ");
  return capitalised(words);
}

/** Whether anything but the time narrows the list. */
export function isFiltered({ q, outcome, route, provider, client, session }: RequestQuery): boolean {
  return [q, outcome, route, provider, client, session].some((value) => value !== "");
}
