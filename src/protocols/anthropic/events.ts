import type { JsonObject } from "../../json.ts";
import type { ContentBlock } from "./request.ts";

/*
 * The Anthropic Messages answer, whole and as a stream: the closed set of what ccm itself emits. Relayed streams
 * never become these objects. Shapes: @anthropic-ai/sdk 1.12.0 `resources/messages/messages.d.ts`.
 */

/** `input_tokens` excludes cached tokens: the whole input is the sum of the three input counts. */
export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  /** `cache_creation_input_tokens` by how long the entry lives. */
  readonly cache_creation?: {
    readonly ephemeral_5m_input_tokens: number;
    readonly ephemeral_1h_input_tokens: number;
  };
  readonly output_tokens_details?: { readonly thinking_tokens: number };
  readonly server_tool_use?: { readonly web_search_requests: number };
}

export const emptyUsage: Usage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};

export type StopReason =
  | "end_turn"
  | "max_tokens"
  | "stop_sequence"
  | "tool_use"
  | "pause_turn"
  | "refusal"
  | "model_context_window_exceeded";

/** A block that an answer may hold. */
export type AnswerBlock = Extract<
  ContentBlock,
  {
    type:
      | "text"
      | "thinking"
      | "redacted_thinking"
      | "tool_use"
      | "server_tool_use"
      | "web_search_tool_result";
  }
>;

export interface Message {
  readonly id: string;
  readonly type: "message";
  readonly role: "assistant";
  readonly model: string;
  readonly content: readonly AnswerBlock[];
  readonly stop_reason: StopReason | null;
  readonly stop_sequence: string | null;
  readonly stop_details?: JsonObject | null;
  readonly usage: Usage;
}

export type Delta =
  | { readonly type: "text_delta"; readonly text: string }
  | { readonly type: "input_json_delta"; readonly partial_json: string }
  | { readonly type: "thinking_delta"; readonly thinking: string }
  | { readonly type: "signature_delta"; readonly signature: string };

export interface MessageStart {
  readonly type: "message_start";
  readonly message: Message;
}
export interface BlockStart {
  readonly type: "content_block_start";
  readonly index: number;
  readonly content_block: AnswerBlock;
}
export interface BlockDelta {
  readonly type: "content_block_delta";
  readonly index: number;
  readonly delta: Delta;
}
export interface BlockStop {
  readonly type: "content_block_stop";
  readonly index: number;
}
export interface MessageDelta {
  readonly type: "message_delta";
  readonly delta: {
    readonly stop_reason: StopReason;
    readonly stop_sequence: string | null;
    readonly stop_details?: JsonObject | null;
  };
  readonly usage: Usage;
}
export interface MessageStop {
  readonly type: "message_stop";
}
export interface Ping {
  readonly type: "ping";
}

/** One event of an answer in the hub's grammar: start, blocks one after the other, delta, stop. */
export type MessageEvent =
  | MessageStart
  | BlockStart
  | BlockDelta
  | BlockStop
  | MessageDelta
  | MessageStop
  | Ping;
