import * as v from "valibot";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";

/*
 * Output items as far as they are used: loose in what is read, since many hosts copy the format from memory.
 */

const text = v.fallback(v.string(), "");
const citation = v.object({ type: v.literal("url_citation"), url: v.string(), title: text });
const part = v.object({ type: text, text, refusal: text, annotations: v.fallback(v.array(v.unknown()), []) });
const parts = v.fallback(v.array(part), []);

const call = v.fallback(
  v.union([
    v.string(),
    // Some servers send the arguments as an object.
    v.pipe(
      v.custom<JsonObject>(isJsonObject),
      v.transform((object) => JSON.stringify(object)),
    ),
  ]),
  "",
);

const action = v.object({
  type: text,
  query: text,
  queries: v.fallback(v.array(v.string()), []),
  // Sources that are no pages (OpenAI's own weather, finance, sports) have a name and no address.
  sources: v.fallback(v.array(v.object({ url: text, title: text })), []),
});

const outputItem = v.variant("type", [
  v.object({ type: v.literal("message"), id: text, content: parts }),
  v.object({
    type: v.literal("reasoning"),
    id: text,
    summary: parts,
    content: parts,
    encrypted_content: text,
  }),
  v.object({ type: v.literal("function_call"), id: text, call_id: text, name: text, arguments: call }),
  v.object({ type: v.literal("web_search_call"), id: text, status: text, action }),
]);

export type OutputItem = v.InferOutput<typeof outputItem>;
export type MessageItem = Extract<OutputItem, { type: "message" }>;
export type ReasoningItem = Extract<OutputItem, { type: "reasoning" }>;
export type FunctionCallItem = Extract<OutputItem, { type: "function_call" }>;
export type WebSearchItem = Extract<OutputItem, { type: "web_search_call" }>;
export type Citation = v.InferOutput<typeof citation>;

/** Reads an output item; `undefined` for the kinds that ccm never asks for (code, images, MCP, computer). */
export function readItem(value: JsonValue | undefined): OutputItem | undefined {
  const result = v.safeParse(outputItem, value);
  return result.success ? result.output : undefined;
}

/** Reads an annotation, if it cites a page. */
export function readCitation(value: unknown): Citation | undefined {
  const result = v.safeParse(citation, value);
  return result.success ? result.output : undefined;
}
