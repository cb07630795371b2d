import type { StopReason, Usage } from "../protocols/anthropic/events.ts";
import type { DecodedEvent, StreamDecoder, StreamFailure, WireEvent } from "../protocols/protocol.ts";

/** What is read from a relayed stream on the side; the bytes themselves pass unchanged. */
export interface TapReading {
  /** Something meaningful came: not a ping, not the opening formalities. */
  readonly committed: boolean;
  /** Something other than a ping came. */
  readonly alive: boolean;
  /** The terminal signal came. */
  readonly ended: boolean;
  /** The answer is known to be whole, whether or not its terminal signal came. */
  readonly whole: boolean;
  readonly failure?: StreamFailure;
}

export interface Tap {
  push(events: readonly WireEvent[]): TapReading;
  /** After the last byte: whether what came is an answer. */
  end(): TapReading;
  usage(): Usage | undefined;
  stopReason(): StopReason | undefined;
}

/** Whether an event of the hub means that an answer has begun. */
function isSemantic(event: DecodedEvent): boolean {
  return event.type !== "message_start" && event.type !== "ping" && event.type !== "failure";
}

/** Reads a stream with the decoder of its protocol. */
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
    return { committed, alive, ended, whole: decoder.isWhole(), ...(failure && { failure }) };
  }

  return {
    push: (events) =>
      read(
        events.flatMap((event) => decoder.push(event)),
        events.length > 0,
      ),
    end() {
      const terminal = ended;
      return { ...read(decoder.end(), false), ended: terminal };
    },
    usage: () => usage,
    stopReason: () => stopReason,
  };
}
