import { isJsonObject, type JsonObject, parseJson } from "../../json.ts";
import type { AnswerBlock, Message, MessageEvent } from "../anthropic/events.ts";

type Draft = { block: AnswerBlock; json: string };

function grow(draft: Draft, event: Extract<MessageEvent, { type: "content_block_delta" }>): void {
  const { block } = draft;
  const { delta } = event;
  if (delta.type === "text_delta" && block.type === "text") {
    draft.block = { ...block, text: block.text + delta.text };
  } else if (delta.type === "thinking_delta" && block.type === "thinking") {
    draft.block = { ...block, thinking: block.thinking + delta.thinking };
  } else if (delta.type === "signature_delta" && block.type === "thinking") {
    draft.block = { ...block, signature: delta.signature };
  } else if (delta.type === "input_json_delta") {
    draft.json += delta.partial_json;
  }
}

/** The arguments as they came, also those that {@link finished} could only keep as text. */
export function spellInput(input: JsonObject): string {
  const unparsed = input.__unparsedToolInput;
  return isJsonObject(unparsed) && typeof unparsed.raw === "string" ? unparsed.raw : JSON.stringify(input);
}

function finished(draft: Draft): AnswerBlock {
  const { block, json } = draft;
  if ((block.type !== "tool_use" && block.type !== "server_tool_use") || json === "") return block;
  const input = parseJson(json);
  // Arguments that do not parse keep their text, as Claude Code itself keeps them in its history.
  return {
    ...block,
    input: isJsonObject(input) ? input : { __unparsedToolInput: { raw: json, len: json.length } },
  };
}

/**
 * Folds a finished stream into the message it spells: what a client that did not ask for a stream gets.
 * `undefined` when the stream has no `message_start` or no end, since a partial message must not look whole.
 */
export function foldEvents(events: Iterable<MessageEvent>): Message | undefined {
  let message: Message | undefined;
  let ended = false;
  const drafts: Draft[] = [];
  for (const event of events) {
    switch (event.type) {
      case "message_start":
        message = event.message;
        break;
      case "content_block_start":
        drafts[event.index] = { block: event.content_block, json: "" };
        break;
      case "content_block_delta": {
        const draft = drafts[event.index];
        if (draft) grow(draft, event);
        break;
      }
      case "message_delta":
        if (message) message = { ...message, ...event.delta, usage: { ...message.usage, ...event.usage } };
        break;
      case "message_stop":
        ended = true;
        break;
      case "content_block_stop":
      case "ping":
        break;
    }
  }
  return message && ended ? { ...message, content: drafts.filter(Boolean).map(finished) } : undefined;
}

/** Spells a whole message as the stream that would have brought it: the inverse of {@link foldEvents}. */
export function unfoldMessage(message: Message): readonly MessageEvent[] {
  const { content, stop_reason, stop_sequence, stop_details, usage } = message;
  const events: MessageEvent[] = [
    { type: "message_start", message: { ...message, content: [], stop_reason: null, stop_sequence: null } },
  ];
  content.forEach((block, index) => {
    events.push(...unfoldBlock(block, index));
  });
  events.push({
    type: "message_delta",
    delta: {
      stop_reason: stop_reason ?? "end_turn",
      stop_sequence,
      ...(stop_details !== undefined && { stop_details }),
    },
    usage,
  });
  events.push({ type: "message_stop" });
  return events;
}

function unfoldBlock(block: AnswerBlock, index: number): readonly MessageEvent[] {
  const stop = { type: "content_block_stop", index } as const;
  const start = (content_block: AnswerBlock) =>
    ({ type: "content_block_start", index, content_block }) as const;
  switch (block.type) {
    case "text":
      return [
        start({ ...block, text: "" }),
        { type: "content_block_delta", index, delta: { type: "text_delta", text: block.text } },
        stop,
      ];
    case "thinking":
      return [
        start({ ...block, thinking: "", signature: "" }),
        ...(block.thinking === ""
          ? []
          : [
              {
                type: "content_block_delta",
                index,
                delta: { type: "thinking_delta", thinking: block.thinking },
              } as const,
            ]),
        ...(block.signature
          ? [
              {
                type: "content_block_delta",
                index,
                delta: { type: "signature_delta", signature: block.signature },
              } as const,
            ]
          : []),
        stop,
      ];
    case "tool_use":
    case "server_tool_use":
      return [
        start({ ...block, input: {} }),
        {
          type: "content_block_delta",
          index,
          delta: { type: "input_json_delta", partial_json: spellInput(block.input) },
        },
        stop,
      ];
    default:
      return [start(block), stop];
  }
}
