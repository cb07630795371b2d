import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { DecodeContext, DecodedEvent, StreamDecoder, StreamMachine } from "../protocol.ts";
import { openMachine } from "../protocol.ts";
import { type BlockOp, type BlockState, endMessage, noBlocks, writeBlocks } from "../shared/block-writer.ts";
import { decodeAnswerBlock } from "./decode-response.ts";
import { emptyUsage, type Usage } from "./events.ts";
import { readAnthropicEvent } from "./read-event.ts";
import { readUsage } from "./read-usage.ts";
import { readStopReason } from "./stop-reason.ts";

/*
 * An Anthropic stream as hub events, for clients of another format. (Anthropic clients get the bytes.) Blocks of types
 * that the hub does not emit are left out and the rest renumbered.
 */

interface State {
  readonly context: DecodeContext;
  readonly blocks: BlockState;
  readonly usage: Usage;
  /** A block that comes whole in its start event waits for its stop. */
  readonly skipping: boolean;
  readonly stop: JsonObject | undefined;
}

type Step = readonly [State, readonly DecodedEvent[]];

function write(state: State, ...ops: readonly BlockOp[]): Step {
  const [blocks, events] = writeBlocks(state.blocks, ops);
  return [blocks === state.blocks ? state : { ...state, blocks }, events];
}

function onMessageStart(state: State, message: JsonValue | undefined): Step {
  const start = isJsonObject(message) ? message : {};
  const usage = readUsage(start.usage, state.usage);
  const id = typeof start.id === "string" && start.id !== "" ? start.id : state.context.newId("msg_");
  const model = typeof start.model === "string" ? start.model : state.context.model;
  return write({ ...state, usage }, { op: "start", id, model, usage });
}

function onBlockStart(state: State, block: JsonValue | undefined): Step {
  if (!isJsonObject(block)) return [state, []];
  switch (block.type) {
    case "text":
      return write({ ...state, skipping: false }, { op: "close" }, { op: "text", text: textOf(block.text) });
    case "thinking":
      return write(
        { ...state, skipping: false },
        { op: "close" },
        { op: "thinking", text: textOf(block.thinking) },
      );
    case "tool_use":
      return write(
        { ...state, skipping: false },
        { op: "tool", id: textOf(block.id) || state.context.newId("toolu_"), name: textOf(block.name) },
      );
    default: {
      const whole = decodeAnswerBlock(block);
      const skipping = { ...state, skipping: true };
      return whole ? write(skipping, { op: "block", block: whole }) : write(skipping, { op: "close" });
    }
  }
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function onBlockDelta(state: State, delta: JsonValue | undefined): Step {
  if (state.skipping || !isJsonObject(delta)) return [state, []];
  switch (delta.type) {
    case "text_delta":
      return write(state, { op: "text", text: textOf(delta.text) });
    case "thinking_delta":
      return write(state, { op: "thinking", text: textOf(delta.thinking) });
    case "signature_delta":
      return write(state, { op: "signature", signature: textOf(delta.signature) });
    case "input_json_delta":
      return write(state, { op: "json", json: textOf(delta.partial_json) });
    default:
      return [state, []];
  }
}

function onMessageStop(state: State): Step {
  const { stop } = state;
  const sequence = stop?.stop_sequence;
  const details = stop?.stop_details;
  return [
    state,
    endMessage(state.blocks, {
      stopReason: readStopReason(stop?.stop_reason) ?? (state.blocks.sawTool ? "tool_use" : "end_turn"),
      ...(typeof sequence === "string" && { stopSequence: sequence }),
      ...(isJsonObject(details) && { stopDetails: details }),
      usage: state.usage,
    }),
  ];
}

function onError(state: State, event: JsonObject): Step {
  return [state, [{ type: "failure", body: event, message: "the upstream reported an error in its stream" }]];
}

const machine: StreamMachine<State, JsonObject, DecodedEvent> = {
  initial: (context) => ({ context, blocks: noBlocks, usage: emptyUsage, skipping: false, stop: undefined }),
  step: (state, event) => {
    switch (event.type) {
      case "message_start":
        return onMessageStart(state, event.message);
      case "content_block_start":
        return onBlockStart(state, event.content_block);
      case "content_block_delta":
        return onBlockDelta(state, event.delta);
      case "content_block_stop":
        return write({ ...state, skipping: false }, { op: "close" });
      case "message_delta": {
        const stop = isJsonObject(event.delta) && event.delta.stop_reason ? event.delta : state.stop;
        return [{ ...state, stop, usage: readUsage(event.usage, state.usage) }, []];
      }
      case "message_stop":
        return onMessageStop(state);
      case "error":
        return onError(state, event);
      default:
        return [state, []];
    }
  },
  isWhole: (state) => state.stop !== undefined,
  finish: (state) => {
    // Claude Code accepts an end after `message_delta`; so the answer is whole as soon as its stop reason is known.
    if (state.stop) return onMessageStop(state)[1];
    return [
      { type: "failure", kind: "incomplete_stream", message: "the stream ended before the answer did" },
    ];
  },
};

/** Opens a decoder from Anthropic's stream to hub events. */
export function openAnthropicDecoder(context: DecodeContext): StreamDecoder {
  return openMachine(machine, context, readAnthropicEvent);
}
