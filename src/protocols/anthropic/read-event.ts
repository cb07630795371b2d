import { isJsonObject, type JsonObject, parseJson } from "../../json.ts";
import type { StreamFailure, WireEvent } from "../protocol.ts";

/** The JSON of an Anthropic stream event, or what is wrong with it. Events without data are nothing. */
export function readAnthropicEvent(event: WireEvent): JsonObject | StreamFailure | undefined {
  if (event.data === "" || event.data === "[DONE]") return undefined;
  const value = parseJson(event.data);
  if (!isJsonObject(value))
    return { type: "failure", kind: "bad_response", message: "an event of the stream is not JSON" };
  return value;
}
