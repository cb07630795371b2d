import type { AnswerBlock } from "../anthropic/events.ts";
import type { WebSearchResult } from "../anthropic/request.ts";
import type { Grounding } from "./read-chunk.ts";

/*
 * What Google's search found, as the blocks that Anthropic's own search makes and Claude Code's WebSearch reads. Gemini
 * tells it at the end of the answer, so they come after the text.
 */

/** Later metadata completes earlier: queries and chunks may come in different chunks of a stream. */
export function mergeGrounding(before: Grounding | undefined, now: Grounding): Grounding {
  return {
    webSearchQueries: now.webSearchQueries?.length ? now.webSearchQueries : before?.webSearchQueries,
    groundingChunks: now.groundingChunks?.length ? now.groundingChunks : before?.groundingChunks,
  };
}

function resultsOf({ groundingChunks = [] }: Grounding): readonly WebSearchResult[] {
  const byUrl = new Map<string, WebSearchResult>();
  for (const { web } of groundingChunks) {
    if (!web?.uri || byUrl.has(web.uri)) continue;
    byUrl.set(web.uri, {
      type: "web_search_result",
      url: web.uri,
      title: web.title || web.domain || web.uri,
      encrypted_content: "",
      page_age: null,
    });
  }
  return [...byUrl.values()];
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
  const queries = grounding?.webSearchQueries?.filter((query) => query.trim() !== "") ?? [];
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
