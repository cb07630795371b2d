import type { JsonObject } from "../../json.ts";
import type { ContentBlock, DocumentBlock, WebSearchToolResultBlock } from "../anthropic/request.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { encodeSource } from "./encode-source.ts";

function text(words: string): JsonObject[] {
  return words === "" ? [] : [{ text: words }];
}

function documentHeading({ title, context }: DocumentBlock): JsonObject[] {
  return text([title && `Document: ${title}`, context].filter(Boolean).join("\n"));
}

/** Results of an earlier search by another provider: Gemini has no part for them, but the links were in the answer. */
function searchResults({ content }: WebSearchToolResultBlock): JsonObject[] {
  const results: readonly { title: string; url: string }[] = Array.isArray(content) ? content : [];
  if (results.length === 0) return [];
  return text(`Web search results:\n${results.map(({ title, url }) => `- ${title} ${url}`).join("\n")}`);
}

/**
 * One block as the parts that say the same. Calls, their results and thinking need their neighbours and are not done
 * here; what has no part is named as dropped.
 */
export function encodeBlock(block: ContentBlock, scope: EncodeScope): JsonObject[] {
  switch (block.type) {
    case "text":
      return text(block.text);
    case "image":
      return encodeSource(block.source, "image/jpeg", scope);
    case "document":
      return [...documentHeading(block), ...encodeSource(block.source, "application/pdf", scope)];
    case "search_result": {
      const passages = block.content.map((passage) => passage.text).join("\n");
      return text(`${block.title}\n${block.source}\n\n${passages}`);
    }
    case "tool_reference":
      return text(`Tool loaded: ${block.tool_name}`);
    case "web_search_tool_result":
      return searchResults(block);
    case "server_tool_use":
      if (typeof block.input.query === "string") return text(`Web search: ${block.input.query}`);
      break;
    case "other":
      scope.drop(`block:${block.originalType}`);
      return [];
  }
  scope.drop(`block:${block.type}`);
  return [];
}
