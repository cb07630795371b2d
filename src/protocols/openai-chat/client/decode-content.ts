import { isJsonObject, type JsonObject } from "../../../json.ts";
import type { ContentBlock, DocumentBlock, Source } from "../../anthropic/request.ts";
import type { ClientContent, ClientPart } from "./read-request.ts";

/** Collects the names of what the hub cannot hold. */
export type Drop = (name: string) => void;

function sourceOf(url: string): Source {
  const data = /^data:([^;,]+)[^,]*;base64,(.*)$/s.exec(url);
  return data ? { type: "base64", media_type: data[1] ?? "", data: data[2] ?? "" } : { type: "url", url };
}

function textIn(holder: JsonObject, key: string): string {
  const value = holder[key];
  return typeof value === "string" ? value : "";
}

function decodeImage(part: JsonObject): ContentBlock | undefined {
  // Some clients send the bare URL.
  const url = isJsonObject(part.image_url) ? textIn(part.image_url, "url") : textIn(part, "image_url");
  return url === "" ? undefined : { type: "image", source: sourceOf(url) };
}

function decodeFile(part: JsonObject): DocumentBlock | undefined {
  const file = isJsonObject(part.file) ? part.file : {};
  const title = textIn(file, "filename");
  const data = textIn(file, "file_data");
  const id = textIn(file, "file_id");
  if (data === "" && id === "") return undefined;
  // Without the `data:` prefix it is the base64 of a PDF, the one kind of file that OpenAI takes.
  const inline = data.startsWith("data:") || data.startsWith("http");
  const source: Source =
    data === ""
      ? { type: "file", file_id: id }
      : inline
        ? sourceOf(data)
        : { type: "base64", media_type: "application/pdf", data };
  return { type: "document", source, ...(title !== "" && { title }) };
}

function decodePart(part: ClientPart, drop: Drop): ContentBlock | undefined {
  const json = part as JsonObject; // a loose object of parsed JSON
  switch (part.type) {
    case "text":
      return { type: "text", text: textIn(json, "text") };
    case "refusal":
      return { type: "text", text: textIn(json, "refusal") };
    case "image_url":
      return decodeImage(json);
    case "file":
      return decodeFile(json);
    default:
      drop(`part:${part.type}`);
      return undefined;
  }
}

/** A message's content as blocks, without empty text, which Anthropic refuses. */
export function decodeContent(content: ClientContent, drop: Drop): readonly ContentBlock[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  const blocks: ContentBlock[] = [];
  for (const part of content ?? []) {
    const block = decodePart(part, drop);
    if (block && !(block.type === "text" && block.text === "")) blocks.push(block);
  }
  return blocks;
}

/** A message's text alone. */
export function decodeText(content: ClientContent, drop: Drop): string {
  return decodeContent(content, drop)
    .flatMap((block) => (block.type === "text" ? [block.text] : []))
    .join("\n\n");
}
