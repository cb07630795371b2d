import { isJsonObject, type JsonValue } from "../../../json.ts";
import type { Message, MessageEvent } from "../../anthropic/events.ts";
import type { DecodeContext, DecodedEvent, StreamFailure } from "../../protocol.ts";
import { foldEvents } from "../../shared/fold-events.ts";
import { chatStream } from "./decode-stream.ts";
import { badAnswer, findFailure } from "./find-failure.ts";
import { readFrame } from "./read-event.ts";

function isFailure(event: DecodedEvent): event is StreamFailure {
  return event.type === "failure";
}

/**
 * Decodes a whole answer, as if it had been streamed in one chunk. Copilot spreads an answer of Claude over several
 * choices; they are one message.
 */
export function decodeChatResponse(body: JsonValue, context: DecodeContext): Message | StreamFailure {
  if (!isJsonObject(body)) return findFailure(body) ?? badAnswer;
  const chunk = readFrame(body);
  if ("type" in chunk) return chunk;
  if (chunk.choices.length === 0) return badAnswer;
  const [state, events] = chatStream.step(chatStream.initial(context), chunk);
  const [, ending] = chatStream.step(state, "done");
  const all = [...events, ...ending];
  const failure = all.find(isFailure);
  const message = foldEvents(all.filter((event): event is MessageEvent => !isFailure(event)));
  return failure ?? message ?? badAnswer;
}
