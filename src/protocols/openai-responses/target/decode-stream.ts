import type { JsonObject } from "../../../json.ts";
import type { StopReason } from "../../anthropic/events.ts";
import {
  type DecodeContext,
  type DecodedEvent,
  openMachine,
  type StreamDecoder,
  type StreamMachine,
} from "../../protocol.ts";
import { type Ending, endMessage } from "../../shared/block-writer.ts";
import { admit, type ItemKey, noItems, release } from "./order-items.ts";
import { endOfStream, objectOf, readFailure, readResponsesEvent, textOf } from "./read-event.ts";
import { readResponsesUsage } from "./read-usage.ts";
import {
  initialState,
  inTurn,
  leaveItem,
  onItemEvent,
  onListedItem,
  type ResponsesState,
  type Step,
  settleSearches,
  startOp,
  write,
} from "./write-item.ts";

const incompleteReasons: Readonly<Record<string, StopReason>> = {
  max_output_tokens: "max_tokens",
  content_filter: "refusal",
};

function stopReasonOf(state: ResponsesState, response: JsonObject): StopReason {
  const reason = incompleteReasons[textOf(objectOf(response.incomplete_details).reason)];
  // Whole calls are run whatever else was cut off; half a call never is.
  if (state.blocks.sawTool && !(state.brokenCall && reason)) return "tool_use";
  return reason ?? (state.refused ? "refusal" : "end_turn");
}

/** Takes in the last event of a response: what the stream left out of its output, and how it ended. */
function onTerminal(state: ResponsesState, response: JsonObject): Step {
  const [begun, start] = write(state, [startOp(state.context, response)]);
  const [released, waited] = inTurn(begun, release(begun.order), onItemEvent);
  const output = Array.isArray(response.output) ? response.output : [];
  const [listed, missed] = inTurn(released, output.entries(), (current, entry) =>
    onListedItem(current, entry, released.written),
  );
  const [left, closing] = leaveItem(listed);
  const [final, found] = settleSearches(left, []);
  const usage = readResponsesUsage(response.usage, final.searchCount);
  const ending: Ending = { stopReason: stopReasonOf(final, response), usage };
  return [{ ...final, ending }, [...start, ...waited, ...missed, ...closing, ...found]];
}

function isEmptyAnswer({ blocks, ending }: ResponsesState): boolean {
  return !blocks.sawContent && ending?.stopReason === "end_turn" && ending.usage.output_tokens === 0;
}

/** The end of the bytes: the one place that ends a message. */
function finish(state: ResponsesState): readonly DecodedEvent[] {
  if (!state.ending) {
    const message = "the stream ended before response.completed";
    return [{ type: "failure", kind: "incomplete_stream", message }];
  }
  if (isEmptyAnswer(state))
    return [{ type: "failure", kind: "incomplete_stream", message: "the upstream's answer is empty" }];
  return endMessage(state.blocks, state.ending);
}

/** Gateways that run an agent's loop put several responses into one stream; to the client they are one answer. */
function onBegin(state: ResponsesState, response: JsonObject): Step {
  const fresh = state.ending
    ? { ...state, ending: undefined, order: noItems, written: new Set<ItemKey>() }
    : state;
  return fresh.blocks.started ? [fresh, []] : write(fresh, [startOp(fresh.context, response)]);
}

function step(state: ResponsesState, event: JsonObject): Step {
  switch (event.type) {
    case "response.created":
    case "response.queued":
    case "response.in_progress":
      return onBegin(state, objectOf(event.response));
    case "response.completed":
    case "response.incomplete":
      return onTerminal(state, objectOf(event.response));
    case endOfStream:
      return state.ending ? [state, finish(state)] : [state, []];
    default: {
      if (state.ending) return [state, []];
      const failure = readFailure(event);
      if (failure) return [state, [failure]];
      const [order, events] = admit(state.order, event);
      const ordered = order === state.order ? state : { ...state, order };
      return events.length === 1 && events[0]
        ? onItemEvent(ordered, events[0])
        : inTurn(ordered, events, onItemEvent);
    }
  }
}

/** The Responses stream as a pure machine. */
export const responsesMachine: StreamMachine<ResponsesState, JsonObject, DecodedEvent> = {
  initial: initialState,
  step,
  finish,
  isWhole: (state) => state.ending !== undefined,
};

/** Opens a decoder from a Responses stream to hub events. */
export function openResponsesDecoder(context: DecodeContext): StreamDecoder {
  return openMachine(responsesMachine, context, readResponsesEvent);
}
