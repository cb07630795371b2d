import { isJsonObject, type JsonObject, parseJson } from "../json.ts";
import { emptyUsage, type StopReason, type Usage } from "../protocols/anthropic/events.ts";
import { readUsage } from "../protocols/anthropic/read-usage.ts";
import { readStopReason } from "../protocols/anthropic/stop-reason.ts";
import type { StreamFailure, WireEvent } from "../protocols/protocol.ts";
import type { Tap, TapReading } from "./tap.ts";

const notJson: StreamFailure = {
  type: "failure",
  kind: "bad_response",
  message: "an event of the upstream's stream is not JSON",
};

const cutOff: StreamFailure = {
  type: "failure",
  kind: "incomplete_stream",
  message: "the stream ended before the answer did",
};

/** An empty text or thinking block is a formality; a tool call or a whole result block is content. */
function isContent(block: unknown): boolean {
  return isJsonObject(block) && block.type !== "text" && block.type !== "thinking";
}

/**
 * Reads an Anthropic stream beside its relay. Lighter than decoding: blocks are not rebuilt, only looked at.
 * Signatures are told to `onSignature`, for hosts whose thinking must not reach another host later.
 */
export function createAnthropicTap(onSignature?: (signature: string) => void): Tap {
  let usage: Usage | undefined;
  let stopReason: StopReason | undefined;
  let committed = false;
  let ended = false;
  let failure: StreamFailure | undefined;

  function readDelta(delta: unknown): void {
    committed = true;
    if (!onSignature || !isJsonObject(delta)) return;
    if (delta.type === "signature_delta" && typeof delta.signature === "string") onSignature(delta.signature);
  }

  function read(event: JsonObject): void {
    switch (event.type) {
      case "message_start":
        if (isJsonObject(event.message)) usage = readUsage(event.message.usage, usage ?? emptyUsage);
        break;
      case "content_block_start":
        committed ||= isContent(event.content_block);
        break;
      case "content_block_delta":
        readDelta(event.delta);
        break;
      case "message_delta":
        committed = true;
        usage = readUsage(event.usage, usage ?? emptyUsage);
        if (isJsonObject(event.delta)) stopReason = readStopReason(event.delta.stop_reason) ?? stopReason;
        break;
      case "message_stop":
        ended = true;
        break;
      case "error":
        failure = { type: "failure", body: event, message: "the upstream reported an error in its stream" };
        break;
      default:
        // Events of tomorrow pass through unread.
        break;
    }
  }

  /** Whether the event is more than a ping. */
  function take({ event: name, data }: WireEvent): boolean {
    if (name === "ping" || data === "[DONE]") return false;
    const event = parseJson(data);
    if (!isJsonObject(event)) {
      failure = notJson;
      return true;
    }
    read(event);
    return event.type !== "ping";
  }

  const reading = (alive: boolean): TapReading => ({
    committed,
    alive,
    ended,
    whole: ended || stopReason !== undefined,
    ...(failure && { failure }),
  });

  return {
    push(events) {
      let alive = false;
      for (const event of events) {
        if (failure) break;
        alive = take(event) || alive;
      }
      return reading(alive);
    },
    end() {
      // Claude Code takes an answer whose stop reason came but not its last event; so it is whole.
      if (!ended && !failure && stopReason === undefined) failure = cutOff;
      return reading(false);
    },
    usage: () => usage,
    stopReason: () => stopReason,
  };
}
