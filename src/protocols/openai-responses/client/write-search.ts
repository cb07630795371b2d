import { isJsonObject, type JsonObject, parseJson } from "../../../json.ts";
import type { WebSearchToolResultBlock } from "../../anthropic/request.ts";
import type { Emit, ItemWriter, Place } from "./item-writer.ts";

/** A search item; its results come in a block of their own, before it closes. */
export interface SearchWriter extends ItemWriter {
  find(content: WebSearchToolResultBlock["content"]): void;
}

/** Writes a web search that the provider ran. */
export function writeSearch(emit: Emit, place: Place): SearchWriter {
  let json = "";
  let sources: JsonObject[] | undefined;
  let failed = false;
  const action = (): JsonObject => {
    const input = parseJson(json);
    const query = isJsonObject(input) && typeof input.query === "string" ? input.query : "";
    return { type: "search", query, ...(sources && { sources }) };
  };
  const item = (status: string): JsonObject => ({
    id: place.item_id,
    type: "web_search_call",
    status,
    action: action(),
  });
  return {
    announced: item("in_progress"),
    open() {
      emit("response.web_search_call.in_progress", { ...place });
      emit("response.web_search_call.searching", { ...place });
    },
    push(piece) {
      json += piece;
    },
    find(content) {
      failed = !Array.isArray(content);
      sources = Array.isArray(content) ? content.map(({ url }) => ({ type: "url", url })) : [];
    },
    close() {
      emit("response.web_search_call.completed", { ...place });
      return item(failed ? "failed" : "completed");
    },
    cut: () => item("incomplete"),
  };
}
