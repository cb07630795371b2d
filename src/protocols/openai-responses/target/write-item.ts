import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../../json.ts";
import type { DecodeContext, DecodedEvent } from "../../protocol.ts";
import {
  type BlockOp,
  type BlockState,
  type Ending,
  noBlocks,
  writeBlocks,
} from "../../shared/block-writer.ts";
import { finishItem, type ItemProgress, type ItemStep, newItem, stepItem } from "./decode-item.ts";
import { mergeSearches, readSearch, type Search, searchOps } from "./decode-search.ts";
import { type ItemKey, type ItemOrder, itemOf, noItems } from "./order-items.ts";
import { objectOf, textOf } from "./read-event.ts";
import type { Citation, OutputItem } from "./read-item.ts";

/** Where a Responses stream stands. */
export interface ResponsesState {
  readonly context: DecodeContext;
  readonly blocks: BlockState;
  readonly order: ItemOrder;
  /** The item that is being written. */
  readonly item: ItemProgress | undefined;
  /** Keys, ids and kinds of the items that were written, by which the finished answer is compared with the stream. */
  readonly written: ReadonlySet<ItemKey>;
  readonly toolIds: ReadonlySet<string>;
  /** Searches that named no source and wait for what the text cites. */
  readonly searches: readonly Search[];
  readonly searchCount: number;
  readonly refused: boolean;
  /** Whether a call's arguments were cut off. */
  readonly brokenCall: boolean;
  /** How the answer ends, once its last event was there. */
  readonly ending: Ending | undefined;
}

export type Step = readonly [ResponsesState, readonly DecodedEvent[]];

/** The state before the first event. */
export function initialState(context: DecodeContext): ResponsesState {
  return {
    context,
    blocks: noBlocks,
    order: noItems,
    item: undefined,
    written: new Set(),
    toolIds: new Set(),
    searches: [],
    searchCount: 0,
    refused: false,
    brokenCall: false,
    ending: undefined,
  };
}

/** Runs a step for each input, one after the other. */
export function inTurn<T>(
  state: ResponsesState,
  inputs: Iterable<T>,
  step: (state: ResponsesState, input: T) => Step,
): Step {
  let current = state;
  const events: DecodedEvent[] = [];
  for (const input of inputs) {
    const [next, decoded] = step(current, input);
    current = next;
    events.push(...decoded);
  }
  return [current, events];
}

/** The first word of the answer; ignored once it was said. */
export function startOp(context: DecodeContext, response: JsonObject): BlockOp {
  const id = textOf(response.id) || context.newId("msg_");
  return { op: "start", id, model: textOf(response.model) || context.model };
}

/** Writes into the answer, after its first word. */
export function write(state: ResponsesState, ops: readonly BlockOp[]): Step {
  if (ops.length === 0) return [state, []];
  const [blocks, events] = writeBlocks(state.blocks, begun(state, ops));
  return [{ ...state, blocks }, events];
}

function begun({ blocks, context }: ResponsesState, ops: readonly BlockOp[]): readonly BlockOp[] {
  return blocks.started || ops[0]?.op === "start" ? ops : [startOp(context, {}), ...ops];
}

/** Leaves the item that is being written; without a done event of its own it ends here. */
export function leaveItem(state: ResponsesState): Step {
  const { item } = state;
  if (!item) return [state, []];
  const cut = item.called && !isJsonObject(parseJson(item.written || "{}"));
  const left: ResponsesState = {
    ...state,
    item: undefined,
    written: new Set([...state.written, item.key, ...item.names]),
    brokenCall: state.brokenCall || cut,
    refused: state.refused || item.refused,
  };
  return write(left, [{ op: "close" }]);
}

function namesOf(done: OutputItem): readonly string[] {
  const names = [done.type, done.id, ...(done.type === "function_call" ? [done.call_id] : [])];
  return names.filter((name) => name !== "");
}

function addSearch(state: ResponsesState, search: Search): Step {
  const counted = { ...state, searchCount: state.searchCount + 1 };
  if (search.sources.length === 0 && !search.failed)
    return [{ ...counted, searches: [...state.searches, search] }, []];
  return write(counted, searchOps(search, state.context.newId("srvtoolu_")));
}

/** Tells of the searches that waited for what the text cites. */
export function settleSearches(state: ResponsesState, citations: readonly Citation[]): Step {
  const search = mergeSearches(state.searches, citations);
  if (!search) return [state, []];
  return write({ ...state, searches: [] }, searchOps(search, state.context.newId("srvtoolu_")));
}

/** What follows from a finished item beyond its own blocks. */
function onItemDone(state: ResponsesState, done: OutputItem, citations: readonly Citation[]): Step {
  const noted = { ...state, written: new Set([...state.written, ...namesOf(done)]) };
  if (done.type === "message" && citations.length > 0) return settleSearches(noted, citations);
  const search = done.type === "web_search_call" ? readSearch(done) : undefined;
  return search ? addSearch(noted, search) : [noted, []];
}

function settle(state: ResponsesState, { item, ops, done }: ItemStep, ended: boolean): Step {
  let { toolIds } = state;
  for (const op of ops) if (op.op === "tool") toolIds = new Set(toolIds).add(op.id);
  const [blocks, events] = ops.length > 0 ? writeBlocks(state.blocks, begun(state, ops)) : [state.blocks, []];
  const written: ResponsesState = { ...state, item, toolIds, blocks };
  if (!ended) return [written, events];
  const [left, closing] = leaveItem(written);
  const [next, more] = done ? onItemDone(left, done, item.citations) : [left, []];
  return [next, [...events, ...closing, ...more]];
}

/** Takes one event of an item whose turn it is. */
export function onItemEvent(state: ResponsesState, event: JsonObject): Step {
  const key = itemOf(event);
  if (key === undefined) return [state, []];
  if (state.item && state.item.key !== key) {
    const [left, closing] = leaveItem(state);
    const [next, events] = onItemEvent(left, event);
    return [next, [...closing, ...events]];
  }
  const step = stepItem(state.item ?? newItem(key), event, state);
  return settle(state, step, event.type === "response.output_item.done");
}

/** Takes an item of the finished answer, if the stream (`streamed`: what it wrote) did not bring it whole. */
export function onListedItem(
  state: ResponsesState,
  [index, value]: readonly [number, JsonValue],
  streamed: ReadonlySet<ItemKey>,
): Step {
  const { type, id, call_id } = objectOf(value);
  const names = [textOf(id), textOf(call_id)].filter((name) => name !== "");
  const { item } = state;
  const isOpen =
    item !== undefined && (item.key === index || names.some((name) => item.names.includes(name)));
  if (!isOpen) {
    if ([index, ...names].some((name) => streamed.has(name))) return [state, []];
    // Hosts that number or name items anew must not say everything twice; only a missing call is worth the risk.
    if (type !== "function_call" && streamed.has(textOf(type))) return [state, []];
  }
  const [ready, closing] = isOpen ? [state, []] : leaveItem(state);
  const step = finishItem(isOpen ? item : newItem(index), value, ready);
  const [next, events] = settle(ready, step, true);
  return [next, [...closing, ...events]];
}
