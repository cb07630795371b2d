import type { DecodeContext } from "../protocol.ts";
import { type BlockState, noBlocks } from "../shared/block-writer.ts";
import type { Grounding, Reason, UsageMetadata } from "./read-chunk.ts";
import type { StreamedCall } from "./streamed-call.ts";
import type { ThoughtCarrier } from "./thought-signatures.ts";

/** Where the decoding of one answer stands. */
export interface DecodeState {
  readonly context: DecodeContext;
  readonly blocks: BlockState;
  readonly usage: UsageMetadata | undefined;
  /** What the next thinking block will carry: signatures and parts that have no block of their own. */
  readonly carrier: ThoughtCarrier | undefined;
  /** Ids of calls as Gemini gave them, since some hosts send a call again in a later chunk. */
  readonly callIds: readonly string[];
  /** A call whose arguments are still coming. */
  readonly streamed: StreamedCall | undefined;
  /** Whether there was text or a call: thoughts alone are no answer. */
  readonly answered: boolean;
  readonly finish: Reason | undefined;
  /** Why the prompt was refused, if it was. */
  readonly block: Reason | undefined;
  readonly grounding: Grounding | undefined;
}

/** Before the first chunk. */
export function initialState(context: DecodeContext): DecodeState {
  return {
    context,
    blocks: noBlocks,
    usage: undefined,
    carrier: undefined,
    callIds: [],
    streamed: undefined,
    answered: false,
    finish: undefined,
    block: undefined,
    grounding: undefined,
  };
}
