import type { JsonObject } from "../../json.ts";
import type { StopReason, Usage } from "../anthropic/events.ts";
import type {
  DecodeContext,
  DecodedEvent,
  StreamDecoder,
  StreamFailure,
  StreamMachine,
} from "../protocol.ts";
import { openMachine } from "../protocol.ts";
import { type BlockOp, endMessage } from "../shared/block-writer.ts";
import { closeStreamedCall } from "./decode-call.ts";
import { decodePart } from "./decode-part.ts";
import { type DecodeState, initialState } from "./decode-state.ts";
import { readFinishReason } from "./finish-reason.ts";
import { mergeGrounding, searchBlocks } from "./grounding.ts";
import { type Chunk, type Reason, readEvent } from "./read-chunk.ts";
import { readUsage } from "./read-usage.ts";
import { carryOps, writeAnswer } from "./write-answer.ts";

/*
 * A Gemini answer as hub events. Calls come whole, thoughts and text in pieces; usage and the results of a search may
 * follow the finish reason, so that the answer ends with the bytes and not before.
 */

type Step = readonly [DecodeState, readonly DecodedEvent[]];

function noteChunk(state: DecodeState, { finish, block, usage, grounding }: Chunk): DecodeState {
  return {
    ...state,
    usage: usage ?? state.usage,
    finish: finish ?? state.finish,
    block: block ?? state.block,
    grounding: grounding ? mergeGrounding(state.grounding, grounding) : state.grounding,
  };
}

function onChunk(before: DecodeState, chunk: Chunk): Step {
  let state = noteChunk(before, chunk);
  const [only, second] = chunk.parts;
  if (only && !second) return decodePart(state, only);
  const events: DecodedEvent[] = [];
  for (const part of chunk.parts) {
    const [next, decoded] = decodePart(state, part);
    state = next;
    events.push(...decoded);
  }
  return [state, events];
}

function failure(message: string): readonly StreamFailure[] {
  return [{ type: "failure", kind: "incomplete_stream", message }];
}

/** Ends the answer; thinking that is still open gets its signature, and one that has no block any more is let go. */
function end(
  state: DecodeState,
  stopReason: StopReason,
  more: { readonly ops?: readonly BlockOp[]; readonly usage?: Usage; readonly stopDetails?: JsonObject } = {},
): readonly DecodedEvent[] {
  // Claude Code's `-p` prints the last block if it is text, so that nothing invisible may come after the text.
  const signing = state.blocks.open?.type === "thinking" ? carryOps(state) : [];
  const [last, events] = writeAnswer(state, [...signing, ...(more.ops ?? [])]);
  const { usage = readUsage(state.usage), stopDetails } = more;
  return [...events, ...endMessage(last.blocks, { stopReason, usage, ...(stopDetails && { stopDetails }) })];
}

function inFull({ reason, message }: Reason): string {
  return message ? `${reason}: ${message}` : reason;
}

function refuse(state: DecodeState, why: Reason): readonly DecodedEvent[] {
  const explanation = inFull(why);
  return end(state, "refusal", { stopDetails: { type: "refusal", category: null, explanation } });
}

function endSearched(state: DecodeState, reason: StopReason): readonly DecodedEvent[] {
  const { blocks, searches } = searchBlocks(state.grounding, state.context.newId);
  const usage: Usage = {
    ...readUsage(state.usage),
    ...(searches > 0 && { server_tool_use: { web_search_requests: searches } }),
  };
  const stopReason = state.blocks.sawTool ? "tool_use" : reason;
  return end(state, stopReason, { usage, ops: blocks.map((block) => ({ op: "block", block })) });
}

function finish(state: DecodeState): readonly DecodedEvent[] {
  if (!state.finish) {
    if (state.block && !state.answered) return refuse(state, state.block);
    return failure("the stream ended before Gemini said that it was finished");
  }
  const outcome = readFinishReason(state.finish.reason);
  if (outcome === "refusal") return refuse(state, state.finish);
  // A call that the output limit cut off is not told: half of its arguments are no arguments.
  const [closed, events] = outcome === "max_tokens" ? ([state, []] as const) : closeStreamedCall(state);
  return [...events, ...finishAnswer(closed, outcome, inFull(state.finish))];
}

function finishAnswer(
  state: DecodeState,
  outcome: Exclude<ReturnType<typeof readFinishReason>, "refusal">,
  why: string,
): readonly DecodedEvent[] {
  switch (outcome) {
    case "max_tokens":
      return endSearched(state, "max_tokens");
    case "end_turn":
      // Gemini sometimes finishes without a word; asked again, it mostly answers.
      return state.blocks.sawContent
        ? endSearched(state, "end_turn")
        : failure("Gemini finished without any content");
    case "unclear":
      return state.answered ? endSearched(state, "end_turn") : failure(`Gemini stopped: ${why}`);
    case "broken_call": {
      if (!state.answered) return failure(`Gemini stopped: ${why}`);
      if (state.blocks.sawTool) return endSearched(state, "tool_use");
      return end(state, "end_turn", { ops: [{ op: "text", text: `\n\n[Gemini stopped: ${why}]` }] });
    }
  }
}

/** The decoder as a pure machine over chunks. */
export const geminiMachine: StreamMachine<DecodeState, Chunk, DecodedEvent> = {
  initial: initialState,
  step: onChunk,
  finish,
  isWhole: ({ finish, block, answered }) => finish !== undefined || (block !== undefined && !answered),
};

/** Opens a decoder from Gemini's stream to hub events. */
export function openGeminiDecoder(context: DecodeContext): StreamDecoder {
  return openMachine(geminiMachine, context, readEvent);
}
