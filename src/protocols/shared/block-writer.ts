import type { JsonObject } from "../../json.ts";
import type { AnswerBlock, BlockDelta, Delta, MessageEvent, StopReason, Usage } from "../anthropic/events.ts";
import { emptyUsage } from "../anthropic/events.ts";

/*
 * The one place that opens, numbers and closes the blocks of an answer. A protocol says what it has (text, thinking, a
 * tool call); the grammar of the stream (one open block, dense indexes, one end) is kept here.
 */

/** Where the answer's stream stands. */
export interface BlockState {
  readonly started: boolean;
  readonly nextIndex: number;
  /** The block that is open, and whether anything was put into it. */
  readonly open:
    | { readonly index: number; readonly type: AnswerBlock["type"]; readonly filled: boolean }
    | undefined;
  /** Whether a `tool_use` block was written: it decides the stop reason. */
  readonly sawTool: boolean;
  /** Whether any block was written. */
  readonly sawContent: boolean;
}

export const noBlocks: BlockState = {
  started: false,
  nextIndex: 0,
  open: undefined,
  sawTool: false,
  sawContent: false,
};

/** What a protocol has to say next. */
export type BlockOp =
  /** The first word of every answer; ignored when already said. */
  | { readonly op: "start"; readonly id: string; readonly model: string; readonly usage?: Usage }
  /** Visible text; opens a text block where none is open. Empty text is ignored. */
  | { readonly op: "text"; readonly text: string }
  /** Thinking text; opens a thinking block where none is open. Empty text is ignored. */
  | { readonly op: "thinking"; readonly text: string }
  /** Signs the open thinking block and closes it; without one, makes an empty block that only carries the signature. */
  | { readonly op: "signature"; readonly signature: string }
  | { readonly op: "tool"; readonly id: string; readonly name: string }
  /** A piece of the open tool call's arguments. */
  | { readonly op: "json"; readonly json: string }
  /** A block that came whole. */
  | { readonly op: "block"; readonly block: AnswerBlock }
  | { readonly op: "close" };

type Step = readonly [BlockState, readonly MessageEvent[]];

function emptyForm(block: AnswerBlock): AnswerBlock {
  return block.type === "tool_use" || block.type === "server_tool_use" ? { ...block, input: {} } : block;
}

function close(state: BlockState): Step {
  if (!state.open) return [state, []];
  const { index, type, filled } = state.open;
  const events: MessageEvent[] = [];
  // Clients parse the pieces they got: a call without arguments must still say `{}`.
  if (type === "tool_use" && !filled)
    events.push(delta(index, { type: "input_json_delta", partial_json: "{}" }));
  events.push({ type: "content_block_stop", index });
  return [{ ...state, open: undefined }, events];
}

function open(state: BlockState, block: AnswerBlock): Step {
  const [closed, events] = close(state);
  const index = closed.nextIndex;
  return [
    {
      ...closed,
      nextIndex: index + 1,
      open: { index, type: block.type, filled: false },
      sawTool: closed.sawTool || block.type === "tool_use",
      sawContent: true,
    },
    [...events, { type: "content_block_start", index, content_block: emptyForm(block) }],
  ];
}

function delta(index: number, content: Delta): BlockDelta {
  return { type: "content_block_delta", index, delta: content };
}

/** What an empty text or thinking block looks like. */
const emptyBlocks = {
  text: { type: "text", text: "" },
  thinking: { type: "thinking", thinking: "", signature: "" },
} as const satisfies Partial<Record<AnswerBlock["type"], AnswerBlock>>;

function append(state: BlockState, type: keyof typeof emptyBlocks, content: Delta): Step {
  // Nearly every step of a stream ends here.
  if (state.open?.type === type && state.open.filled) return [state, [delta(state.open.index, content)]];
  const [ready, events] = state.open?.type === type ? ([state, []] as const) : open(state, emptyBlocks[type]);
  if (!ready.open) return [ready, events];
  return [{ ...ready, open: { ...ready.open, filled: true } }, [...events, delta(ready.open.index, content)]];
}

function whole(state: BlockState, block: AnswerBlock): Step {
  const [opened, before] = open(state, block);
  const index = opened.nextIndex - 1;
  const input = block.type === "tool_use" || block.type === "server_tool_use" ? block.input : undefined;
  const filled: BlockState = { ...opened, open: { index, type: block.type, filled: true } };
  const [closed, after] = close(filled);
  const json: readonly MessageEvent[] = input
    ? [delta(index, { type: "input_json_delta", partial_json: JSON.stringify(input) })]
    : [];
  return [closed, [...before, ...json, ...after]];
}

function apply(state: BlockState, op: BlockOp): Step {
  switch (op.op) {
    case "start":
      return state.started
        ? [state, []]
        : [{ ...state, started: true }, [messageStart(op.id, op.model, op.usage ?? emptyUsage)]];
    case "text":
      if (op.text === "") return [state, []];
      return append(state, "text", { type: "text_delta", text: op.text });
    case "thinking":
      if (op.text === "") return [state, []];
      return append(state, "thinking", { type: "thinking_delta", thinking: op.text });
    case "signature": {
      const [signed, events] = append(state, "thinking", {
        type: "signature_delta",
        signature: op.signature,
      });
      const [closed, stop] = close(signed);
      return [closed, [...events, ...stop]];
    }
    case "tool":
      return open(state, { type: "tool_use", id: op.id, name: op.name, input: {} });
    case "json":
      if (op.json === "" || state.open?.type !== "tool_use") return [state, []];
      return [
        state.open.filled ? state : { ...state, open: { ...state.open, filled: true } },
        [delta(state.open.index, { type: "input_json_delta", partial_json: op.json })],
      ];
    case "block":
      return whole(state, op.block);
    case "close":
      return close(state);
  }
}

function messageStart(id: string, model: string, usage: Usage): MessageEvent {
  return {
    type: "message_start",
    message: {
      id,
      type: "message",
      role: "assistant",
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  };
}

/** Writes in order what the protocol has to say. */
export function writeBlocks(state: BlockState, ops: readonly BlockOp[]): Step {
  const [only, second] = ops;
  if (only && !second) return apply(state, only);
  let current = state;
  const events: MessageEvent[] = [];
  for (const op of ops) {
    const [next, written] = apply(current, op);
    current = next;
    events.push(...written);
  }
  return [current, events];
}

/** How an answer ended. */
export interface Ending {
  readonly stopReason: StopReason;
  readonly stopSequence?: string;
  readonly stopDetails?: JsonObject;
  readonly usage: Usage;
}

/** Closes what is open and ends the message: the only place that emits `message_delta` and `message_stop`. */
export function endMessage(state: BlockState, ending: Ending): readonly MessageEvent[] {
  const [, closing] = close(state);
  return [
    ...closing,
    {
      type: "message_delta",
      delta: {
        stop_reason: ending.stopReason,
        stop_sequence: ending.stopSequence ?? null,
        ...(ending.stopDetails && { stop_details: ending.stopDetails }),
      },
      usage: ending.usage,
    },
    { type: "message_stop" },
  ];
}
