import { isJsonObject, parseJson } from "../json.ts";
import { emptyUsage, type StopReason, type Usage } from "../protocols/anthropic/events.ts";
import { readUsage } from "../protocols/anthropic/read-usage.ts";
import { readStopReason } from "../protocols/anthropic/stop-reason.ts";
import type { DecodedEvent, StreamDecoder, StreamFailure, WireEvent } from "../protocols/protocol.ts";

/** What is read from a relayed stream on the side; the bytes themselves pass unchanged. */
export interface TapReading {
  /** Something meaningful came: not a ping, not the opening formalities. */
  readonly committed: boolean;
  /** Something other than a ping came. */
  readonly alive: boolean;
  /** The terminal signal came. */
  readonly ended: boolean;
  readonly failure?: StreamFailure;
}

export interface Tap {
  push(events: readonly WireEvent[]): TapReading;
  /** After the last byte: what the end without a terminal signal means. */
  end(): TapReading;
  usage(): Usage | undefined;
  stopReason(): StopReason | undefined;
}

/** Whether an event of the hub means that an answer has begun. */
export function isSemantic(event: DecodedEvent): boolean {
  return event.type !== "message_start" && event.type !== "ping" && event.type !== "failure";
}

/**
 * Reads Anthropic streams by event names: content is never parsed. Unsigned thinking and signatures of hosts that are
 * not Anthropic are told to `onSignature`, so that they are not sent to another host later.
 */
export function createAnthropicTap(onSignature?: (signature: string) => void): Tap {
  let usage: Usage | undefined;
  let committed = false;
  let ended = false;
  let stopReason: StopReason | undefined;
  let failure: StreamFailure | undefined;
  const reading = (alive: boolean): TapReading => ({ committed, alive, ended, ...(failure && { failure }) });

  function read({ event, data }: WireEvent): boolean {
    switch (event) {
      case "ping":
        return false;
      case "message_start": {
        const start = parseJson(data);
        if (isJsonObject(start) && isJsonObject(start.message))
          usage = readUsage(start.message.usage, usage ?? emptyUsage);
        return true;
      }
      case "message_delta": {
        const delta = parseJson(data);
        if (isJsonObject(delta)) {
          usage = readUsage(delta.usage, usage ?? emptyUsage);
          if (isJsonObject(delta.delta)) stopReason = readStopReason(delta.delta.stop_reason) ?? stopReason;
        }
        committed = true;
        return true;
      }
      case "message_stop":
        ended = true;
        return true;
      case "error":
        failure = {
          type: "failure",
          body: parseJson(data) ?? data,
          message: "the upstream reported an error in its stream",
        };
        return true;
      case "content_block_delta":
        committed = true;
        if (onSignature && data.includes("signature_delta")) readSignature(data, onSignature);
        return true;
      case "content_block_start":
        // An empty text or thinking block is a formality; a tool call or a whole result block is content.
        committed ||= !/"type":\s*"(?:text|thinking)"/.test(data);
        return true;
      case "":
      case "message": {
        // Hosts that forget the event's name state it in the data.
        const value = parseJson(data);
        return isJsonObject(value) && typeof value.type === "string"
          ? read({ event: value.type, data })
          : true;
      }
      default:
        return true;
    }
  }

  return {
    push(events) {
      let alive = false;
      for (const event of events) {
        if (failure || ended) break;
        alive = read(event) || alive;
      }
      return reading(alive);
    },
    end() {
      if (!ended && !failure) {
        if (stopReason !== undefined) ended = true;
        else
          failure = {
            type: "failure",
            kind: "incomplete_stream",
            message: "the stream ended before the answer did",
          };
      }
      return reading(false);
    },
    usage: () => usage,
    stopReason: () => stopReason,
  };
}

function readSignature(data: string, onSignature: (signature: string) => void): void {
  const event = parseJson(data);
  const delta = isJsonObject(event) ? event.delta : undefined;
  if (isJsonObject(delta) && typeof delta.signature === "string") onSignature(delta.signature);
}

/** Reads streams of the other protocols with their own decoder. */
export function createDecoderTap(decoder: StreamDecoder): Tap {
  let usage: Usage | undefined;
  let committed = false;
  let ended = false;
  let stopReason: StopReason | undefined;
  let failure: StreamFailure | undefined;

  function read(events: readonly DecodedEvent[], alive: boolean): TapReading {
    for (const event of events) {
      if (event.type === "failure") failure = event;
      else if (event.type === "message_stop") ended = true;
      else if (event.type === "message_delta") {
        usage = event.usage;
        stopReason = event.delta.stop_reason;
      }
      committed ||= isSemantic(event);
    }
    return { committed, alive, ended, ...(failure && { failure }) };
  }

  return {
    push: (events) =>
      read(
        events.flatMap((event) => decoder.push(event)),
        events.length > 0,
      ),
    end: () => read(decoder.end(), false),
    usage: () => usage,
    stopReason: () => stopReason,
  };
}
