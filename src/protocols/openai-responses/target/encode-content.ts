import type { JsonObject, JsonValue } from "../../../json.ts";
import type { ContentBlock, DocumentBlock, Source, ToolResultBlock } from "../../anthropic/request.ts";

/** Names something that the format cannot hold. */
export type Drop = (name: string) => void;

function textPart(text: string): JsonObject[] {
  return text.trim() === "" ? [] : [{ type: "input_text", text }];
}

function imagePart(source: Source, drop: Drop): JsonObject[] {
  switch (source.type) {
    case "base64": {
      const url = `data:${source.media_type};base64,${source.data}`;
      return [{ type: "input_image", image_url: url, detail: "auto" }];
    }
    case "url":
      return [{ type: "input_image", image_url: source.url, detail: "auto" }];
    default:
      drop(`image:${source.type}`);
      return textPart("[image omitted: its source cannot be sent to this provider]");
  }
}

/** Title and context of a document, for sources that have no file name to put them in. */
function headed({ title, context }: DocumentBlock, text: string): string {
  return [title, context, text].filter(Boolean).join("\n");
}

function documentPart(document: DocumentBlock, drop: Drop): JsonObject[] {
  const { source, title } = document;
  switch (source.type) {
    case "base64": {
      const file_data = `data:${source.media_type};base64,${source.data}`;
      return [{ type: "input_file", filename: title || "document.pdf", file_data }];
    }
    case "url":
      return [{ type: "input_file", file_url: source.url }];
    case "text":
      return textPart(headed(document, source.data));
    case "content":
      return typeof source.content === "string"
        ? textPart(headed(document, source.content))
        : [...textPart(headed(document, "")), ...inputParts(source.content, drop)];
    case "file":
      drop("document:file");
      return textPart(headed(document, "[document omitted: it is stored with another provider]"));
  }
}

/** One block of a user turn or of a tool result as input parts; what has no form there is named and left out. */
function blockParts(block: ContentBlock, drop: Drop): JsonObject[] {
  switch (block.type) {
    case "text":
      return textPart(block.text);
    case "image":
      return imagePart(block.source, drop);
    case "document":
      return documentPart(block, drop);
    case "search_result": {
      const { title, source, content } = block;
      return textPart([title, source, ...content.map(({ text }) => text)].join("\n"));
    }
    case "tool_reference":
      return textPart(`Tool loaded: ${block.tool_name}`);
    case "tool_result":
      return resultParts(block, drop);
    case "other":
      drop(`block:${block.originalType}`);
      return [];
    default:
      drop(`block:${block.type}`);
      return [];
  }
}

/** Blocks of a user turn as the parts of an input message. */
export function inputParts(content: string | readonly ContentBlock[], drop: Drop): JsonObject[] {
  return typeof content === "string"
    ? textPart(content)
    : content.flatMap((block) => blockParts(block, drop));
}

/** OpenAI has no flag for a failed call; the text must say so, as Claude Code's own usually does. */
function markError(parts: readonly JsonObject[]): JsonObject[] {
  const [first, ...rest] = parts;
  if (first?.type !== "input_text") return [{ type: "input_text", text: "Error:" }, ...parts];
  const text = String(first.text);
  return /^\W*(?:tool_use_)?error/i.test(text) ? [...parts] : [{ ...first, text: `Error: ${text}` }, ...rest];
}

function resultParts({ content = "", is_error }: ToolResultBlock, drop: Drop): JsonObject[] {
  const parts = inputParts(content, drop);
  const said = parts.length > 0 ? parts : textPart("(no output)");
  return is_error ? markError(said) : said;
}

/** A tool result as the `output` of a call: plain text where it is only text, else parts, images among them. */
export function outputOf(result: ToolResultBlock, drop: Drop): JsonValue {
  const parts = resultParts(result, drop);
  const texts = parts.flatMap((part) => (part.type === "input_text" ? [String(part.text)] : []));
  return texts.length === parts.length ? texts.join("\n") : parts;
}
