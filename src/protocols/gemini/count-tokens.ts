import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { MessagesRequest } from "../anthropic/request.ts";
import type { TranslationContext } from "../protocol.ts";
import { encodeGenerateContent } from "./encode-request.ts";
import { bareModel, methodPath } from "./method-path.ts";
import type { GeminiQuirks } from "./quirks.ts";

/*
 * `countTokens`, which each surface wants in a form of its own. The count is of the input alone.
 */

/** Path of the counting method below the target's base URL. */
export function countTokensPath(model: string, { surface }: GeminiQuirks): string {
  return methodPath(model, "countTokens", surface);
}

function plainPart(part: JsonValue): JsonValue {
  return isJsonObject(part) && part.thought === true ? { text: part.text } : part;
}

/** Code Assist counts neither thoughts nor system prompt nor tools, but it counts text: so they are put as text. */
function asPlainContents({ contents, systemInstruction, tools }: JsonObject): JsonValue[] {
  const turns = (Array.isArray(contents) ? contents : []).filter(isJsonObject);
  const system = isJsonObject(systemInstruction) ? systemInstruction.parts : undefined;
  const before: JsonValue[] = [
    ...(Array.isArray(system) ? system : []),
    ...(tools === undefined ? [] : [{ text: JSON.stringify(tools) }]),
  ];
  return turns.map((turn, position) => {
    const parts = (Array.isArray(turn.parts) ? turn.parts : []).map(plainPart);
    return { ...turn, parts: position === 0 ? [...before, ...parts] : parts };
  });
}

/** Encodes a request whose input tokens are to be counted. */
export function encodeCountTokens(request: MessagesRequest, context: TranslationContext): JsonObject {
  const { body } = encodeGenerateContent(request, context);
  const model = `models/${bareModel(context.model)}`;
  const { contents, systemInstruction, tools } = body;
  const counted: JsonObject = {
    contents,
    ...(systemInstruction !== undefined && { systemInstruction }),
    ...(tools !== undefined && { tools }),
  };
  switch (context.quirks.gemini.surface) {
    case "developer":
      // At the top level it takes `contents` alone; only in here also the system prompt and the tools.
      return { generateContentRequest: { model, ...counted } };
    case "vertex":
      return counted;
    case "code_assist":
      return { request: { model, contents: asPlainContents(counted) } };
  }
}

/** Input tokens of an answer; `undefined` when it tells none. */
export function decodeCountTokens(body: JsonValue): number | undefined {
  const total = isJsonObject(body) ? body.totalTokens : undefined;
  return typeof total === "number" && total >= 0 ? total : undefined;
}
