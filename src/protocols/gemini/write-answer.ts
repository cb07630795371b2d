import type { MessageEvent } from "../anthropic/events.ts";
import { type BlockOp, writeBlocks } from "../shared/block-writer.ts";
import type { DecodeState } from "./decode-state.ts";
import { readUsage } from "./read-usage.ts";
import { packThought } from "./thought-signatures.ts";

/** The state after a step, and what the step says. */
export type DecodeStep = readonly [DecodeState, readonly MessageEvent[]];

/** Writes into the answer, which begins with the first thing that is written: before it, another target may be tried. */
export function writeAnswer(state: DecodeState, ops: readonly BlockOp[]): DecodeStep {
  const { blocks, context, usage } = state;
  const begun: readonly BlockOp[] = blocks.started
    ? ops
    : [{ op: "start", id: context.newId("msg_"), model: context.model, usage: readUsage(usage) }, ...ops];
  const [written, events] = writeBlocks(blocks, begun);
  return [written === blocks ? state : { ...state, blocks: written }, events];
}

/** Signs the thinking that is open, or makes an empty block, when there is something to sign or to carry. */
export function carryOps({ blocks, carrier, context }: DecodeState): readonly BlockOp[] {
  if (blocks.open?.type !== "thinking" && !carrier) return [];
  return [{ op: "signature", signature: packThought(carrier ?? {}, context.provenance) }];
}
