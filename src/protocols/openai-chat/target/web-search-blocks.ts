import { isJsonObject, type JsonObject } from "../../../json.ts";
import type { AnswerBlock } from "../../anthropic/events.ts";
import type { MessageParam, WebSearchResult } from "../../anthropic/request.ts";
import type { DecodeContext } from "../../protocol.ts";
import { isWebSearch } from "./encode-tools.ts";

function readCitation(annotation: JsonObject): WebSearchResult | undefined {
  const { type, url_citation } = annotation;
  if (type !== "url_citation" || !isJsonObject(url_citation) || typeof url_citation.url !== "string")
    return undefined;
  const { title, url } = url_citation;
  return {
    type: "web_search_result",
    url,
    title: typeof title === "string" && title !== "" ? title : url,
    encrypted_content: "",
    page_age: null,
  };
}

function lastText(messages: readonly MessageParam[]): string {
  const content = messages.findLast(({ role }) => role === "user")?.content ?? "";
  if (typeof content === "string") return content;
  return content.findLast((block) => block.type === "text")?.text ?? "";
}

/** What was searched for. Claude Code's search request says so in one sentence; else it is what the user said last. */
function queryOf({ request }: DecodeContext): string {
  const text = lastText(request.messages);
  return /^Perform a web search for the query: (.+)$/s.exec(text)?.[1]?.trim() ?? text;
}

/**
 * The search that OpenRouter's plugin ran, as the blocks that a client of Anthropic's web search reads its results
 * from. The host tells of it only by the citations in its answer; none, where the client did not ask to search.
 */
export function webSearchBlocks(
  annotations: readonly JsonObject[],
  context: DecodeContext,
): readonly AnswerBlock[] {
  if (annotations.length === 0 || !context.request.tools?.some(isWebSearch)) return [];
  const results = new Map<string, WebSearchResult>();
  for (const result of annotations.map(readCitation)) if (result) results.set(result.url, result);
  if (results.size === 0) return [];
  const id = context.newId("srvtoolu_");
  return [
    { type: "server_tool_use", id, name: "web_search", input: { query: queryOf(context) } },
    { type: "web_search_tool_result", tool_use_id: id, content: [...results.values()] },
  ];
}
