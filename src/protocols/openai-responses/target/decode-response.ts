import { isJsonObject, type JsonValue } from "../../../json.ts";
import type { Message, MessageEvent } from "../../anthropic/events.ts";
import type { DecodeContext, DecodedEvent, StreamFailure } from "../../protocol.ts";
import { foldEvents } from "../../shared/fold-events.ts";
import { responsesMachine } from "./decode-stream.ts";
import { readFailure } from "./read-event.ts";

function isMessageEvent(event: DecodedEvent): event is MessageEvent {
  return event.type !== "failure";
}

function badResponse(message: string): StreamFailure {
  return { type: "failure", kind: "bad_response", message };
}

/** A whole Responses answer: the same as a stream that brings everything in its last event. */
export function decodeResponsesResponse(body: JsonValue, context: DecodeContext): Message | StreamFailure {
  if (!isJsonObject(body)) return badResponse("the answer is not a JSON object");
  const { type: _, ...untyped } = body;
  const failure = readFailure(untyped);
  if (failure) return failure;
  if (!Array.isArray(body.output)) return badResponse("the answer has no output");
  const whole = { type: "response.completed", response: body };
  const [state, content] = responsesMachine.step(responsesMachine.initial(context), whole);
  const events = [...content, ...responsesMachine.finish(state)];
  const failed = events.find((event) => event.type === "failure");
  return failed ?? foldEvents(events.filter(isMessageEvent)) ?? badResponse("the answer is not finished");
}
