import { createParser } from "eventsource-parser";
import { UpstreamError } from "../errors.ts";

/** One server-sent event; `event` is empty when the stream names none. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Turns the bytes of an event stream into events, wherever the bytes are cut. */
export interface SseDecoder {
  /** @throws UpstreamError `bad_response` when a single event outgrows {@link longestEvent}. */
  push(bytes: Uint8Array): readonly ServerSentEvent[];
  /** The last event of a stream whose final blank line is missing, if there is one. */
  end(): readonly ServerSentEvent[];
}

/** Characters. A real event with a large tool call stays under 1 MB; beyond 16 M it is an attack or a broken host. */
const longestEvent = 16 * 1024 * 1024;

/**
 * Opens a decoder after the WHATWG rules: LF, CR, CRLF, one BOM, comments skipped. Invalid UTF-8 becomes U+FFFD and
 * characters may be split over chunks. Unlike a browser it gives the trailing event of a stream without a final blank
 * line, since several hosts forget it.
 */
export function createSseDecoder(): SseDecoder {
  const text = new TextDecoder();
  let events: ServerSentEvent[] = [];
  let overflow: string | undefined;
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent: ({ event = "", data }) => {
      events.push({ event, data });
    },
    onError: (error) => {
      if (error.type === "max-buffer-size-exceeded") overflow = error.message;
    },
  });
  const feed = (chunk: string): readonly ServerSentEvent[] => {
    parser.feed(chunk);
    if (overflow !== undefined) throw new UpstreamError({ kind: "bad_response", message: overflow });
    const parsed = events;
    events = [];
    return parsed;
  };
  return {
    push: (bytes) => feed(text.decode(bytes, { stream: true })),
    // A CR at the very end swallows the first LF as its other half, so three make a blank line for certain.
    end: () => feed(`${text.decode()}\n\n\n`),
  };
}

/** One event as text. `data` must be one line: JSON from `JSON.stringify` always is. */
export function encodeSse(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
