import type { AnswerBlock } from "../anthropic/events.ts";
import type { WebSearchResult } from "../anthropic/request.ts";
import type { Grounding } from "./read-chunk.ts";

/*
 * What Google's search found, as the blocks that Anthropic's own search makes and Claude Code's WebSearch reads. Gemini
 * tells it at the end of the answer, so they come after the text.
 */

/** Later metadata completes earlier: queries and pages may come in different chunks of a stream. */
export function mergeGrounding(before: Grounding | undefined, now: Grounding): Grounding {
  if (!before) return now;
  return {
    queries: now.queries.length > 0 ? now.queries : before.queries,
    pages: now.pages.length > 0 ? now.pages : before.pages,
  };
}

function resultsOf({ pages }: Grounding): readonly WebSearchResult[] {
  const titles = new Map(pages.map(({ uri, title }) => [uri, title || uri]));
  return [...titles].map(([url, title]) => ({
    type: "web_search_result",
    url,
    title,
    encrypted_content: "",
    page_age: null,
  }));
}

/** The blocks of a search, and how many searches it was. */
export interface SearchBlocks {
  readonly blocks: readonly AnswerBlock[];
  readonly searches: number;
}

/** Blocks for what a grounded answer rests on; none where nothing was searched. */
export function searchBlocks(
  grounding: Grounding | undefined,
  newId: (prefix: string) => string,
): SearchBlocks {
  const queries = grounding?.queries.filter((query) => query.trim() !== "") ?? [];
  const results = grounding ? resultsOf(grounding) : [];
  if (queries.length === 0 && results.length === 0) return { blocks: [], searches: 0 };
  const id = newId("srvtoolu_");
  return {
    blocks: [
      // Results do not tell which query found them, so that all queries are one search.
      { type: "server_tool_use", id, name: "web_search", input: { query: queries.join("; ") } },
      { type: "web_search_tool_result", tool_use_id: id, content: results },
    ],
    searches: Math.max(1, queries.length),
  };
}
