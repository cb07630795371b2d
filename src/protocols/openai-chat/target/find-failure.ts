import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { StreamFailure } from "../../protocol.ts";

/*
 * Errors that come inside a 200, in the shapes that hosts are known to use:
 *   {"error":{message,type,code}}, {"error":"text"}           OpenAI and most; OpenRouter beside choices
 *   {"object":"error",message,type,code}                      vLLM, Mistral
 *   {"detail":"text"}, {"detail":[{loc,msg}]}                 FastAPI servers, the Codex backend
 *   [{"error":{…}}]                                           Gemini's compatible endpoint
 *   {"errors":[…]}, {"message":…}                             gateways
 *   {"base_resp":{status_code,status_msg}}                    MiniMax; status_code 0 means no error
 */

const unnamed = "The provider reported an error inside its answer.";

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value || undefined;
  if (Array.isArray(value)) return textOf(value[0]);
  if (!isJsonObject(value)) return undefined;
  return textOf(value.message) ?? textOf(value.msg) ?? textOf(value.status_msg);
}

function statusOf(code: JsonValue | undefined): number | undefined {
  const status = typeof code === "string" && /^\d{3}$/.test(code) ? Number(code) : code;
  return typeof status === "number" && status >= 400 && status <= 599 ? status : undefined;
}

/** What in this frame tells of an error; undefined when nothing does. */
function errorIn(frame: JsonObject): JsonValue | undefined {
  const { base_resp, choices, error } = frame;
  if (error) return error;
  if (frame.object === "error") return frame;
  if (isJsonObject(base_resp) && typeof base_resp.status_code === "number" && base_resp.status_code !== 0)
    return base_resp;
  if (Array.isArray(choices)) return undefined;
  return frame.detail ?? frame.errors ?? (typeof frame.message === "string" ? frame : undefined);
}

/** A failure around the upstream's own frame, which the classifier reads as it reads the body of an HTTP error. */
export function failureFrom(frame: JsonValue, error: JsonValue): StreamFailure {
  const status = isJsonObject(error) ? (statusOf(error.code) ?? statusOf(error.status)) : undefined;
  return {
    type: "failure",
    ...(status !== undefined && { status }),
    body: frame,
    message: textOf(error) ?? unnamed,
  };
}

/** Recognises an error where an answer should be. `named`: the stream itself called the event an error. */
export function findFailure(frame: JsonValue, named = false): StreamFailure | undefined {
  const object = Array.isArray(frame) ? frame[0] : frame;
  if (!isJsonObject(object)) return named ? failureFrom(frame, frame) : badAnswer;
  const error = errorIn(object) ?? (named ? object : undefined);
  return error === undefined ? undefined : failureFrom(object, error);
}

/** Something came that is neither an answer nor an error. */
export const badAnswer: StreamFailure = {
  type: "failure",
  kind: "bad_response",
  message: "The provider sent something that is not a Chat Completions answer.",
};
