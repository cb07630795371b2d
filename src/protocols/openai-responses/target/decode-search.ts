import type { WebSearchResult } from "../../anthropic/request.ts";
import type { BlockOp } from "../../shared/block-writer.ts";
import type { Citation, WebSearchItem } from "./read-item.ts";

/** What a model searched for, and where it found something. */
export interface Search {
  readonly query: string;
  readonly sources: readonly Citation[];
  readonly failed: boolean;
}

/** Reads a search; `undefined` for the other actions of the same item kind (opening a page, finding in it). */
export function readSearch({ action, status }: WebSearchItem): Search | undefined {
  if (action.type !== "search") return undefined;
  return {
    query: action.query || action.queries.join("; "),
    sources: action.sources.flatMap(({ url, title }): Citation[] =>
      url === "" ? [] : [{ type: "url_citation", url, title }],
    ),
    failed: status === "failed",
  };
}

function hostOf(url: string): string {
  return /^https?:\/\/([^/]+)/.exec(url)?.[1] ?? url;
}

function resultsOf(sources: readonly Citation[]): WebSearchResult[] {
  const byUrl = new Map(sources.map(({ url, title }) => [url, title || hostOf(url)]));
  return [...byUrl].map(([url, title]) => ({
    type: "web_search_result",
    url,
    title,
    // Only Anthropic can fill it; clients pass it back unread.
    encrypted_content: "",
    page_age: null,
  }));
}

/** A search as the pair of blocks that Anthropic's own web search makes. */
export function searchOps({ query, sources, failed }: Search, id: string): readonly BlockOp[] {
  const content = failed
    ? { type: "web_search_tool_result_error", error_code: "unavailable" }
    : resultsOf(sources);
  return [
    { op: "block", block: { type: "server_tool_use", id, name: "web_search", input: { query } } },
    { op: "block", block: { type: "web_search_tool_result", tool_use_id: id, content } },
  ];
}

/** Searches that named no sources, as one: what the text cites cannot be told apart by search. */
export function mergeSearches(
  searches: readonly Search[],
  citations: readonly Citation[],
): Search | undefined {
  if (searches.length === 0) return undefined;
  return { query: searches.map(({ query }) => query).join("; "), sources: citations, failed: false };
}
