import type { MessageEvent } from "../anthropic/events.ts";

/** Lets the events of one answer follow those of another as one: one start, dense block numbers, nothing left open. */
export interface AnswerJoin {
  /** The event as it stands in the joined answer; `undefined` for a start that was said before. */
  push(event: MessageEvent): MessageEvent | undefined;
  /** Another answer takes over: what closes the block that the first one left open. */
  takeOver(): MessageEvent | undefined;
}

export function joinAnswers(): AnswerJoin {
  let started = false;
  /** Blocks of the answers before the present one. */
  let before = 0;
  let blocks = 0;
  let open: number | undefined;
  return {
    push(event) {
      switch (event.type) {
        case "message_start":
          if (started) return undefined;
          started = true;
          return event;
        case "content_block_start":
          open = event.index + before;
          blocks = open + 1;
          break;
        case "content_block_stop":
          open = undefined;
          break;
        case "content_block_delta":
          break;
        case "message_delta":
        case "message_stop":
        case "ping":
          return event;
      }
      return before === 0 ? event : { ...event, index: event.index + before };
    },
    takeOver() {
      const closing = open === undefined ? undefined : ({ type: "content_block_stop", index: open } as const);
      open = undefined;
      before = blocks;
      return closing;
    },
  };
}
