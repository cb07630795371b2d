import { Buffer } from "node:buffer";
import type {
  DocumentBlock,
  ImageBlock,
  SearchResultBlock,
  ServerToolUseBlock,
  WebSearchToolResultBlock,
} from "../../anthropic/request.ts";
import type { ContentPart, TextPart } from "./chat-message.ts";
import type { EncodeScope } from "./encode-scope.ts";

/*
 * Single blocks as content parts. What Chat Completions has no part for becomes text that says what was there, so that
 * the model never answers as if it had seen it.
 */

/** A text part. */
export function textPart(text: string): TextPart {
  return { type: "text", text };
}

/** An image as `image_url`; an image in Anthropic's file store cannot be reached from elsewhere. */
export function renderImage({ source }: ImageBlock, scope: EncodeScope): ContentPart {
  switch (source.type) {
    case "base64":
      return {
        type: "image_url",
        image_url: { url: `data:${source.media_type};base64,${source.data}` },
      };
    case "url":
      return { type: "image_url", image_url: { url: source.url } };
    default:
      scope.dropped.add(`image:${source.type}`);
      return textPart("[image omitted: it is stored where this model cannot read it]");
  }
}

function heading({ title, context }: DocumentBlock): string {
  return [title && `Document: ${title}`, context].filter(Boolean).join("\n");
}

function withHeading(block: DocumentBlock, text: string): TextPart {
  return textPart([heading(block), text].filter(Boolean).join("\n\n"));
}

function omitted(block: DocumentBlock, what: string, scope: EncodeScope): TextPart {
  scope.dropped.add("document");
  return withHeading(block, `[document omitted: ${what}]`);
}

function renderBase64Document(
  block: DocumentBlock,
  { media_type, data }: { readonly media_type: string; readonly data: string },
  scope: EncodeScope,
): ContentPart {
  if (media_type.startsWith("text/")) return withHeading(block, Buffer.from(data, "base64").toString("utf8"));
  if (!scope.quirks.fileParts) return omitted(block, `this provider takes no ${media_type}`, scope);
  const filename = block.title || "document.pdf";
  return { type: "file", file: { filename, file_data: `data:${media_type};base64,${data}` } };
}

/** A document: as a `file` part where the host takes them, as text where it is text, else as a note. */
export function renderDocument(block: DocumentBlock, scope: EncodeScope): readonly ContentPart[] {
  const { source } = block;
  switch (source.type) {
    case "base64":
      return [renderBase64Document(block, source, scope)];
    case "text":
      return [withHeading(block, source.data)];
    case "content": {
      const inner = typeof source.content === "string" ? [textPart(source.content)] : source.content;
      const above = heading(block);
      const parts = inner.flatMap((part): ContentPart[] => {
        if (part.type === "text") return [textPart(part.text)];
        return part.type === "image" ? [renderImage(part, scope)] : [];
      });
      return above === "" ? parts : [textPart(above), ...parts];
    }
    case "url":
      return [omitted(block, `it is at ${source.url}`, scope)];
    case "file":
      return [omitted(block, "it is stored where this model cannot read it", scope)];
  }
}

/** A search result that the client's own search supplied. */
export function renderSearchResult({ source, title, content }: SearchResultBlock): TextPart {
  return textPart([title, source, ...content.map(({ text }) => text)].join("\n"));
}

/** A web search that another provider ran, as the text that is left of it. */
export function renderWebSearch(
  { input }: ServerToolUseBlock,
  { content }: WebSearchToolResultBlock,
): string {
  const query = typeof input.query === "string" ? ` for "${input.query}"` : "";
  const results = Array.isArray(content)
    ? content.map(({ title, url }) => `- ${title} (${url})`)
    : ["- no results"];
  return [`Web search${query}:`, ...results].join("\n");
}
