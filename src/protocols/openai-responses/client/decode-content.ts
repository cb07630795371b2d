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

function imageSource({ image_url, file_id }: JsonObject): Source {
  const url = text(isJsonObject(image_url) ? image_url.url : image_url);
  if (url !== "") {
    const data = splitDataUrl(url);
    return data ? { type: "base64", ...data } : { type: "url", url };
  }
  throw new RequestError(
    "invalid_request",
    file_id
      ? "input_image.file_id: files stored at OpenAI cannot be read here; send the image itself"
      : "input_image.image_url: must be a string",
  );
}

function fileBlock({ file_data, file_url, filename }: JsonObject): ContentBlock {
  const named = text(filename) === "" ? {} : { title: text(filename) };
  if (text(file_url) !== "")
    return { type: "document", source: { type: "url", url: text(file_url) }, ...named };
  if (text(file_data) === "")
    throw new RequestError(
      "invalid_request",
      "input_file: files stored at OpenAI cannot be read here; send file_data or file_url",
    );
  const { media_type, data } = splitDataUrl(text(file_data)) ?? {
    media_type: "application/pdf",
    data: text(file_data),
  };
  if (!media_type.startsWith("text/"))
    return { type: "document", source: { type: "base64", media_type, data }, ...named };
  const plain = Buffer.from(data, "base64").toString();
  return { type: "document", source: { type: "text", media_type: "text/plain", data: plain }, ...named };
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

/** Content of a message or of a call's output as blocks, without empty texts. @throws RequestError for files of OpenAI's. */
export function decodeContent(content: string | readonly JsonObject[], drop: Drop): ContentBlock[] {
  const blocks =
    typeof content === "string"
      ? [{ type: "text", text: content } as const]
      : content.flatMap((part) => decodePart(part, drop));
  return blocks.filter((block) => block.type !== "text" || block.text.trim() !== "");
}
