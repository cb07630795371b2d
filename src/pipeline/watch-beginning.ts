import type { MessageEvent } from "../protocols/anthropic/events.ts";

/** What an event means for the beginning of an answer. */
export type Beginning = "formality" | "thinking" | "answer";

const thinkingBlocks: ReadonlySet<string> = new Set(["thinking", "redacted_thinking"]);

/** Tells, event by event, whether an answer has begun, and whether only its thinking has. */
export function watchBeginning(): (event: MessageEvent) => Beginning {
  let inThinking = false;
  return (event) => {
    switch (event.type) {
      case "message_start":
      case "ping":
        return "formality";
      case "content_block_start":
        inThinking = thinkingBlocks.has(event.content_block.type);
        break;
      case "message_delta":
      case "message_stop":
        return "answer";
      case "content_block_delta":
      case "content_block_stop":
        break;
    }
    return inThinking ? "thinking" : "answer";
  };
}
