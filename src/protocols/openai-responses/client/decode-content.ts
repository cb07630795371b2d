import { Buffer } from "node:buffer";
import { RequestError } from "../../../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { ContentBlock, Source } from "../../anthropic/request.ts";

/** Names something that the hub cannot hold. */
export type Drop = (name: string) => void;

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Splits `data:<media>;base64,<data>`; `undefined` for any other URL. */
function splitDataUrl(url: string): { readonly media_type: string; readonly data: string } | undefined {
  const comma = url.indexOf(",");
  if (!url.startsWith("data:") || comma < 0) return undefined;
  const [media_type = "", ...rest] = url.slice("data:".length, comma).split(";");
  return rest.includes("base64") ? { media_type, data: url.slice(comma + 1) } : undefined;
}

/** A file at its provider: only a target of the same provider can take it, the others say that it is left out. */
function storedFile(file_id: JsonValue | undefined, place: string): Source {
  if (text(file_id) !== "") return { type: "file", file_id: text(file_id) };
  throw new RequestError("invalid_request", `${place}: must be a string`);
}

function imageSource({ image_url, file_id }: JsonObject): Source {
  const url = text(isJsonObject(image_url) ? image_url.url : image_url);
  if (url === "") return storedFile(file_id, "input_image.image_url");
  const data = splitDataUrl(url);
  return data ? { type: "base64", ...data } : { type: "url", url };
}

function fileSource({ file_data, file_url, file_id }: JsonObject): Source {
  if (text(file_url) !== "") return { type: "url", url: text(file_url) };
  if (text(file_data) === "") return storedFile(file_id, "input_file.file_data");
  const plain = { media_type: "application/pdf", data: text(file_data) };
  const { media_type, data } = splitDataUrl(text(file_data)) ?? plain;
  if (!media_type.startsWith("text/")) return { type: "base64", media_type, data };
  return { type: "text", media_type: "text/plain", data: Buffer.from(data, "base64").toString() };
}

function fileBlock(part: JsonObject): ContentBlock {
  const title = text(part.filename);
  return { type: "document", source: fileSource(part), ...(title !== "" && { title }) };
}

function decodePart(part: JsonObject, drop: Drop): ContentBlock[] {
  switch (part.type) {
    case "input_image":
      return [{ type: "image", source: imageSource(part) }];
    case "input_file":
      return [fileBlock(part)];
    case "refusal":
      return [{ type: "text", text: text(part.refusal) }];
    // The message of one agent to another: what the model wrote as the argument of a call, in plain words.
    case "encrypted_content":
      return [{ type: "text", text: text(part.encrypted_content) }];
    default:
      if (typeof part.text === "string") return [{ type: "text", text: part.text }];
      drop(`part:${text(part.type)}`);
      return [];
  }
}

/** Content of a message or of a call's output as blocks, without empty texts. @throws RequestError for a part without its content. */
export function decodeContent(content: string | readonly JsonObject[], drop: Drop): ContentBlock[] {
  const blocks =
    typeof content === "string"
      ? [{ type: "text", text: content } as const]
      : content.flatMap((part) => decodePart(part, drop));
  return blocks.filter((block) => block.type !== "text" || block.text.trim() !== "");
}
