import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../../json.ts";
import type { StreamFailure, WireEvent } from "../../protocol.ts";

/** A member that should be a string; anything else reads as empty. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A member that should be an object; anything else reads as empty. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Type of the event that stands for a closing `[DONE]`, which copies of the format send and OpenAI does not. */
export const endOfStream = "[DONE]";

/** The JSON of a stream event, or what is wrong with it. Events without data are nothing. */
export function readResponsesEvent({ event, data }: WireEvent): JsonObject | StreamFailure | undefined {
  if (data === "") return undefined;
  if (data === endOfStream) return { type: endOfStream };
  const value = parseJson(data);
  if (!isJsonObject(value))
    return { type: "failure", kind: "bad_response", message: "an event of the stream is not JSON" };
  if (typeof value.type === "string" || event === "" || event === "message") return value;
  return { ...value, type: event };
}

function statusOf(error: JsonObject): { status: number } | undefined {
  const status = [error.status, error.status_code, error.code].find(
    (value) => typeof value === "number" && value >= 400 && value < 600,
  );
  return typeof status === "number" ? { status } : undefined;
}

function failure(error: JsonObject): StreamFailure {
  const message = textOf(error.message) || "the upstream reported an error without a message";
  return { type: "failure", ...statusOf(error), body: { error }, message };
}

/**
 * The failure that an event tells of, in the envelope of an HTTP error so that both are classified alike. Seen in the
 * wild: `response.failed` with `response.error`, `error` with flat or nested members, and plain error bodies without a
 * type (`{ error }`, `{ detail }`) from hosts that copy the format.
 */
export function readFailure(event: JsonObject): StreamFailure | undefined {
  switch (event.type) {
    case "response.failed":
    case "response.cancelled":
      return failure(objectOf(objectOf(event.response).error));
    case "error": {
      if (isJsonObject(event.error)) return failure(event.error);
      const { type: _, sequence_number: _number, ...flat } = event;
      return failure(flat);
    }
    case undefined:
      if (isJsonObject(event.error)) return failure(event.error);
      return event.error || event.detail
        ? { type: "failure", body: event, message: "the upstream reported an error" }
        : undefined;
    default:
      return undefined;
  }
}
