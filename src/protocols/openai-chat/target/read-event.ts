import { isJsonObject, type JsonObject, parseJson } from "../../../json.ts";
import type { StreamFailure, WireEvent } from "../../protocol.ts";
import { badAnswer, failureFrom, findFailure } from "./find-failure.ts";
import { failureKindOf, isFailureReason } from "./finish-reason.ts";
import { type Chunk, readChunk } from "./read-chunk.ts";

/** What a stream brings: a chunk, or the word that all has been said (`[DONE]`). */
export type ChatInput = Chunk | "done";

/** A failure stated by the finish reason alone. */
function failedFinish(frame: JsonObject, { choices }: Chunk): StreamFailure | undefined {
  for (const { finishReason: reason } of choices) {
    if (reason === undefined || !isFailureReason(reason)) continue;
    const kind = failureKindOf(reason);
    return { ...failureFrom(frame, `The provider broke off its answer (${reason}).`), ...(kind && { kind }) };
  }
  return undefined;
}

/** Reads one frame, or a whole answer: a chunk, or the failure that it is. */
export function readFrame(frame: JsonObject): Chunk | StreamFailure {
  const failure = findFailure(frame);
  if (failure) return failure;
  const chunk = readChunk(frame);
  return failedFinish(frame, chunk) ?? chunk;
}

const malformed: StreamFailure = { ...badAnswer, message: "The provider sent a chunk that is not JSON." };

/** Reads one server-sent event. Events without data say nothing. */
export function readChatEvent({ data, event }: WireEvent): ChatInput | StreamFailure | undefined {
  const text = data.trim();
  if (text === "") return undefined;
  if (text === "[DONE]") return "done";
  const frame = parseJson(text);
  if (frame === undefined) return malformed;
  if (event === "error" || !isJsonObject(frame)) return findFailure(frame, event === "error");
  return readFrame(frame);
}
