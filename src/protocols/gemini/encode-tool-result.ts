import type { JsonObject } from "../../json.ts";
import type { ToolResultBlock } from "../anthropic/request.ts";
import { encodeBlock } from "./encode-block.ts";
import type { EncodeScope } from "./encode-scope.ts";

/** A call of the model's step that waits for its response. */
export interface OpenCall {
  /** The client's id of the call. */
  readonly id: string;
  /** The function's name on the wire. */
  readonly name: string;
}

/** A call's response. */
export interface EncodedResult {
  /** The `functionResponse` part. */
  readonly response: JsonObject;
  /** Media that the model cannot take inside a response; they follow all responses of the step. */
  readonly media: readonly JsonObject[];
}

interface Output {
  readonly text: string;
  readonly media: readonly JsonObject[];
}

/** A tool's output, its words and its media apart. */
export function readOutput(content: ToolResultBlock["content"], scope: EncodeScope): Output {
  if (content === undefined || typeof content === "string") return { text: content ?? "", media: [] };
  const parts = content.flatMap((block) => encodeBlock(block, scope));
  const words = parts.flatMap((part) => (typeof part.text === "string" ? [part.text] : []));
  return { text: words.join("\n"), media: parts.filter((part) => part.text === undefined) };
}

/** Ids stand on calls and responses where Google sends them itself: on generation 3 and later, but not on Vertex AI. */
export function callId(id: string, { context, traits }: EncodeScope): JsonObject {
  return traits.checksSignatures && context.quirks.gemini.surface !== "vertex" ? { id } : {};
}

/**
 * One call's response; every call must have one, so a result that is missing (the turn was interrupted) says so.
 * Generation 3 takes inline media inside the response, older models only beside it.
 */
export function encodeToolResult(
  call: OpenCall,
  result: ToolResultBlock | undefined,
  scope: EncodeScope,
): EncodedResult {
  if (result === undefined)
    return respond(call, { error: "No result was recorded for this call." }, [], scope);
  const { text, media } = readOutput(result.content, scope);
  const words = text === "" && media.length > 0 ? "(see the attachment)" : text;
  return respond(call, result.is_error ? { error: words } : { output: words }, media, scope);
}

function respond(
  call: OpenCall,
  response: JsonObject,
  media: readonly JsonObject[],
  scope: EncodeScope,
): EncodedResult {
  const inside = scope.traits.checksSignatures ? media.filter((part) => part.inlineData !== undefined) : [];
  return {
    response: {
      functionResponse: {
        ...callId(call.id, scope),
        name: call.name,
        response,
        ...(inside.length > 0 && { parts: inside }),
      },
    },
    media: media.filter((part) => !inside.includes(part)),
  };
}
