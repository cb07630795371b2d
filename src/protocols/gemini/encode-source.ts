import type { JsonObject } from "../../json.ts";
import type { Source } from "../anthropic/request.ts";
import type { EncodeScope } from "./encode-scope.ts";

/** Media types by file extension: Vertex AI wants one named beside every URI. */
const typesByExtension: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  heic: "image/heic",
  heif: "image/heif",
  pdf: "application/pdf",
  txt: "text/plain",
};

const dataUrl = /^data:([^;,]+);base64,(.*)$/s;

function encodeUrl(url: string, fallbackType: string): JsonObject {
  const inline = dataUrl.exec(url);
  if (inline) return { inlineData: { mimeType: inline[1], data: inline[2] } };
  const path = url.split(/[?#]/, 1)[0] ?? "";
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return { fileData: { mimeType: typesByExtension[extension] ?? fallbackType, fileUri: url } };
}

/**
 * The bytes of an image or document as parts. A document made of blocks has none of its own: its text is taken.
 * @param fallbackType media type of a URL that does not tell
 */
export function encodeSource(source: Source, fallbackType: string, scope: EncodeScope): JsonObject[] {
  switch (source.type) {
    case "base64":
      return [{ inlineData: { mimeType: source.media_type, data: source.data } }];
    case "url":
      return [encodeUrl(source.url, fallbackType)];
    case "text":
      return source.data === "" ? [] : [{ text: source.data }];
    case "content": {
      if (typeof source.content === "string") return source.content === "" ? [] : [{ text: source.content }];
      return source.content.flatMap((block) => {
        if (block.type === "text") return block.text === "" ? [] : [{ text: block.text }];
        if (block.type === "image") return encodeSource(block.source, "image/jpeg", scope);
        scope.drop(`block:${block.type}`);
        return [];
      });
    }
    case "file":
      // A file id of Anthropic's means nothing to Google.
      scope.drop("source:file");
      return [];
  }
}
