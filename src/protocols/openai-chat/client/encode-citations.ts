import type { JsonObject } from "../../../json.ts";
import type { AnswerBlock } from "../../anthropic/events.ts";

/** What a web search found, as the annotations in which OpenAI's search models name their sources. */
export function encodeCitations(block: AnswerBlock): JsonObject[] {
  if (block.type !== "web_search_tool_result" || !Array.isArray(block.content)) return [];
  return block.content.map(({ title, url }) => ({
    type: "url_citation",
    // Which words rest on which source is not known: the whole answer rests on all of them.
    url_citation: { url, title, start_index: 0, end_index: 0 },
  }));
}
