import type { JsonValue } from "../../json.ts";
import type { Message, MessageEvent } from "../anthropic/events.ts";
import type { DecodeContext, DecodedEvent, StreamFailure } from "../protocol.ts";
import { foldEvents } from "../shared/fold-events.ts";
import { geminiMachine } from "./decode-stream.ts";
import { readChunk } from "./read-chunk.ts";

function isFailure(event: DecodedEvent): event is StreamFailure {
  return event.type === "failure";
}

function isMessageEvent(event: DecodedEvent): event is MessageEvent {
  return event.type !== "failure";
}

/**
 * A whole answer: one object, or the array of chunks that a stream without `alt=sse` is. It goes through the stream's
 * own machine, so that both say the same.
 */
export function decodeGeminiResponse(body: JsonValue, context: DecodeContext): Message | StreamFailure {
  const chunks = Array.isArray(body) ? body : [body];
  let state = geminiMachine.initial(context);
  const events: DecodedEvent[] = [];
  for (const value of chunks) {
    const chunk = readChunk(value);
    if ("type" in chunk) return chunk;
    const [next, decoded] = geminiMachine.step(state, chunk);
    state = next;
    events.push(...decoded);
  }
  events.push(...geminiMachine.finish(state));
  return (
    events.find(isFailure) ??
    foldEvents(events.filter(isMessageEvent)) ?? {
      type: "failure",
      kind: "incomplete_stream",
      message: "Gemini's answer is not whole",
    }
  );
}
