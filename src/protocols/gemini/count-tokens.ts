import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { Sliced } from "../../sliced.ts";
import type { MessagesRequest } from "../anthropic/request.ts";
import type { TokenCounting, TranslationContext } from "../protocol.ts";
import { encodeGenerateContent } from "./encode-request.ts";
import { bareModel, methodPath } from "./method-path.ts";

/*
 * `countTokens`, which each surface wants in a form of its own. The count is of the input alone.
 */

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

function* encodeCountTokens(request: MessagesRequest, context: TranslationContext): Sliced<JsonObject> {
  const { body } = yield* encodeGenerateContent(request, context);
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

/** Google counts on every surface, free of charge. */
export const geminiCounting: TokenCounting = {
  offeredBy: () => true,
  path: (model, { gemini }) => methodPath(model, "countTokens", gemini.surface),
  encodeRequest: encodeCountTokens,
  decodeAnswer(body) {
    const total = isJsonObject(body) ? body.totalTokens : undefined;
    return typeof total === "number" && total >= 0 ? total : undefined;
  },
};
