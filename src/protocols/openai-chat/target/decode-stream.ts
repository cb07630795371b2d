import type { JsonObject } from "../../../json.ts";
import type { Usage } from "../../anthropic/events.ts";
import type { DecodeContext, DecodedEvent, StreamFailure, StreamMachine } from "../../protocol.ts";
import {
  type BlockOp,
  type BlockState,
  endMessage,
  noBlocks,
  writeBlocks,
} from "../../shared/block-writer.ts";
import { encodeSignature } from "../../shared/thinking-signature.ts";
import { mergeReasoningDetail } from "../merge-reasoning-details.ts";
import { claimToolId } from "./claim-tool-id.ts";
import { stopReasonOf } from "./finish-reason.ts";
import type { Choice, Piece, ToolCallDelta } from "./read-chunk.ts";
import type { ChatInput } from "./read-event.ts";
import {
  flushThinkSplit,
  plainSplit,
  splitThinkTags,
  type ThinkSplit,
  undecidedSplit,
} from "./split-think-tags.ts";
import { areWhole, isUnfinished, sayToolCalls, type ToolCall, takeToolCalls } from "./tool-calls.ts";
import { decodeUsage, estimateUsage } from "./usage.ts";
import { webSearchBlocks } from "./web-search-blocks.ts";

export interface ChatState {
  readonly context: DecodeContext;
  readonly blocks: BlockState;
  readonly split: ThinkSplit;
  /** Thinking that no signature has closed yet. */
  readonly unsigned: { readonly text: string; readonly details: readonly JsonObject[] } | undefined;
  readonly calls: readonly ToolCall[];
  /** What was said while a call was being written; it follows the call. */
  readonly held: readonly Piece[];
  readonly refused: boolean;
  readonly finishReason: string | undefined;
  readonly matchedStop: string | undefined;
  readonly usage: JsonObject | undefined;
  readonly annotations: readonly JsonObject[];
  /** Characters of output so far, for hosts that count no tokens. */
  readonly outputLength: number;
}

function initial(context: DecodeContext): ChatState {
  return {
    context,
    blocks: noBlocks,
    split: undecidedSplit,
    unsigned: undefined,
    calls: [],
    held: [],
    refused: false,
    finishReason: undefined,
    matchedStop: undefined,
    usage: undefined,
    annotations: [],
    outputLength: 0,
  };
}

/**
 * Signs the thinking so far, which closes its block. The signature carries what the provider must see again, also when
 * the client blanks the text it stands under.
 */
function sign(state: ChatState, ops: BlockOp[]): ChatState {
  const { context, unsigned } = state;
  if (!unsigned) return state;
  const { provenance, quirks } = context;
  const { details, text } = unsigned;
  const replayed = quirks.chat.reasoningReplay !== "none" && text !== "";
  const signature =
    details.length > 0
      ? encodeSignature({ provenance, kind: "reasoning_details", payload: [...details] })
      : encodeSignature({ provenance, kind: "text", ...(replayed && { payload: text }) });
  ops.push({ op: "signature", signature });
  return { ...state, unsigned: undefined };
}

function sayPiece(state: ChatState, { kind, text }: Piece, ops: BlockOp[]): ChatState {
  if (kind === "thinking") {
    ops.push({ op: "thinking", text });
    const { details = [], text: before = "" } = state.unsigned ?? {};
    return { ...state, unsigned: { text: before + text, details } };
  }
  const signed = sign(state, ops);
  ops.push({ op: "text", text });
  return kind === "refusal" ? { ...signed, refused: true } : signed;
}

/** Closes the calls, and says what was held back behind them. */
function release(state: ChatState, ops: BlockOp[]): ChatState {
  const settled = sayCalls(state, true, ops);
  if (settled.held.length === 0) return settled;
  return settled.held.reduce<ChatState>((next, piece) => sayPiece(next, piece, ops), {
    ...settled,
    held: [],
  });
}

/**
 * Says a piece, or holds it back while a call is being written, whose block cannot be opened again. Blanks behind a
 * call wait for something to follow: several hosts send a lone line break there.
 */
function onPiece(state: ChatState, piece: Piece, ops: BlockOp[]): ChatState {
  const { calls, held } = state;
  if (calls.length === 0) return sayPiece(state, piece, ops);
  if (piece.text.trim() === "" || calls.some(isUnfinished)) return { ...state, held: [...held, piece] };
  return sayPiece(release(state, ops), piece, ops);
}

function onContent(state: ChatState, piece: Piece, ops: BlockOp[]): ChatState {
  // Reasoning in a member of its own: then tags in the content are the model's own words.
  if (piece.kind === "thinking") return onPiece({ ...state, split: plainSplit }, piece, ops);
  if (piece.kind === "refusal" || state.split.phase === "in_text") return onPiece(state, piece, ops);
  const [split, pieces] = splitThinkTags(state.split, piece.text);
  return pieces.reduce<ChatState>((next, part) => onPiece(next, part, ops), { ...state, split });
}

function flushSplit(state: ChatState, ops: BlockOp[]): ChatState {
  const pieces = flushThinkSplit(state.split);
  return pieces.reduce<ChatState>((next, part) => onPiece(next, part, ops), { ...state, split: plainSplit });
}

function sayCalls(state: ChatState, over: boolean, ops: BlockOp[]): ChatState {
  if (state.calls.every(({ stage }) => stage === "done")) return state;
  const [calls, said] = sayToolCalls(state.calls, over);
  const { toolNames } = state.context;
  let next: ChatState = { ...state, calls };
  for (const op of said) {
    // Whatever opens a block closes the thinking before it, which must be signed by then.
    if (op.op === "tool" || op.op === "text") next = sign(next, ops);
    ops.push(op.op === "tool" ? { ...op, name: toolNames.get(op.name) ?? op.name } : op);
  }
  return next;
}

function onToolCalls(state: ChatState, deltas: readonly ToolCallDelta[], ops: BlockOp[]): ChatState {
  const calls = takeToolCalls(state.calls, deltas, (id, known) => claimToolId(id, known, state.context));
  return sayCalls({ ...state, calls }, false, ops);
}

function onDetails(state: ChatState, added: readonly JsonObject[]): ChatState {
  const { details = [], text = "" } = state.unsigned ?? {};
  return { ...state, unsigned: { text, details: added.reduce(mergeReasoningDetail, details) } };
}

function onFinish(state: ChatState, { finishReason, matchedStop }: Choice, ops: BlockOp[]): ChatState {
  const finished = sayAll(state, ops);
  ops.push({ op: "close" });
  return { ...finished, finishReason, matchedStop };
}

/** Brings out all that waits. */
function sayAll(state: ChatState, ops: BlockOp[]): ChatState {
  const flushed = flushSplit(state, ops);
  const blank = flushed.held.every(({ text }) => text.trim() === "");
  return sign(release(blank ? { ...flushed, held: [] } : flushed, ops), ops);
}

function onChoice(state: ChatState, choice: Choice, ops: BlockOp[]): ChatState {
  let next = state;
  if (choice.details.length > 0) next = onDetails(next, choice.details);
  for (const piece of choice.pieces) next = onContent(next, piece, ops);
  if (choice.toolCalls.length > 0) next = onToolCalls(flushSplit(next, ops), choice.toolCalls, ops);
  if (choice.annotations.length > 0)
    next = { ...next, annotations: [...next.annotations, ...choice.annotations] };
  return choice.finishReason === undefined ? next : onFinish(next, choice, ops);
}

function lengthOf(ops: readonly BlockOp[]): number {
  let length = 0;
  for (const op of ops) {
    if (op.op === "text" || op.op === "thinking") length += op.text.length;
    else if (op.op === "json") length += op.json.length;
  }
  return length;
}

function usageOf({ context, outputLength, usage }: ChatState): Usage {
  return usage
    ? decodeUsage(usage, context.quirks.chat.reasoningOutsideCompletion)
    : estimateUsage(context.request, outputLength);
}

const emptyAnswer: StreamFailure = {
  type: "failure",
  kind: "incomplete_stream",
  message: "The provider ended its answer without saying anything.",
};

const brokenOff: StreamFailure = {
  type: "failure",
  kind: "incomplete_stream",
  message: "The provider's stream broke off before the answer was finished.",
};

function end(state: ChatState): readonly DecodedEvent[] {
  const ops: BlockOp[] = [];
  const said = sayAll(state, ops);
  const searched = webSearchBlocks(state.annotations, state.context);
  for (const block of searched) ops.push({ op: "block", block });
  const [blocks, events] = writeBlocks(said.blocks, ops);

  const { context, finishReason, matchedStop, refused } = said;
  const stopReason = stopReasonOf({
    finishReason,
    sawTool: blocks.sawTool,
    callsAreWhole: areWhole(said.calls),
    refused,
  });
  const usage = usageOf({ ...said, outputLength: said.outputLength + lengthOf(ops) });
  if (!blocks.sawContent && stopReason === "end_turn" && (!said.usage || usage.output_tokens === 0))
    return [emptyAnswer];
  const met = stopReason === "end_turn" && matchedStop !== undefined;
  const stopped = met && context.request.stop_sequences?.includes(matchedStop);
  return [
    ...events,
    ...endMessage(blocks, {
      stopReason: stopped ? "stop_sequence" : stopReason,
      ...(stopped && { stopSequence: matchedStop }),
      usage: { ...usage, ...(searched.length > 0 && { server_tool_use: { web_search_requests: 1 } }) },
    }),
  ];
}

function step(state: ChatState, input: ChatInput): readonly [ChatState, readonly DecodedEvent[]] {
  // A host that says `[DONE]` has finished, even if it gave no reason.
  if (input === "done") return [state, end(state)];
  const { context } = state;
  const ops: BlockOp[] = [];
  if (!state.blocks.started) ops.push({ op: "start", id: context.newId("msg_"), model: context.model });
  let next = state;
  for (const choice of input.choices) next = onChoice(next, choice, ops);
  const [blocks, events] = writeBlocks(next.blocks, ops);
  const outputLength = next.outputLength + lengthOf(ops);
  return [{ ...next, blocks, usage: input.usage ?? next.usage, outputLength }, events];
}

/** The end of the bytes: an end of the answer only if the host had given its reason. */
function finish(state: ChatState): readonly DecodedEvent[] {
  return state.finishReason === undefined ? [brokenOff] : end(state);
}

/** Chat Completions chunks into hub events. */
export const chatStream: StreamMachine<ChatState, ChatInput, DecodedEvent> = {
  initial,
  step,
  finish,
  isWhole: (state) => state.finishReason !== undefined,
};
