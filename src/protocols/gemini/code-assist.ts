import { isJsonObject, type JsonObject } from "../../json.ts";
import type { TranslationContext } from "../protocol.ts";
import { bareModel } from "./method-path.ts";

/*
 * Code Assist, the service behind a Google login, speaks plain Gemini inside an envelope that names the model, the
 * project and the prompt. Source: google-gemini/gemini-cli 0.61.0, `packages/core/src/code_assist`.
 */

/** Puts a Gemini body into the envelope. */
export function wrapRequest(request: JsonObject, context: TranslationContext): JsonObject {
  const { model, projectId, sessionKey, newId } = context;
  return {
    model: bareModel(model),
    ...(projectId !== undefined && { project: projectId }),
    user_prompt_id: newId("prompt_"),
    request: { ...request, ...(sessionKey !== undefined && { session_id: sessionKey }) },
  };
}

/** Takes an answer, or a chunk of one, out of the envelope; one that is not wrapped stays as it is. */
export function unwrapAnswer(answer: JsonObject): JsonObject {
  return isJsonObject(answer.response) ? answer.response : answer;
}
