import type { JsonObject } from "../../../json.ts";
import { objectOf } from "./read-event.ts";

/*
 * Output items may stream side by side (parallel calls), but an Anthropic answer has one open block at a time. So the
 * first item streams, and the events of others wait until it is done.
 */

/** What an item is known by: its number in the output, from hosts that do not number them its id. */
export type ItemKey = number | string;

export interface ItemOrder {
  /** The item whose events pass. */
  readonly live: ItemKey | undefined;
  /** Events of the items that wait, in the order in which the items appeared. */
  readonly waiting: ReadonlyMap<ItemKey, readonly JsonObject[]>;
  /** Items that are done: a straggler of theirs must not hold up the others. */
  readonly done: ReadonlySet<ItemKey>;
}

export const noItems: ItemOrder = { live: undefined, waiting: new Map(), done: new Set() };

/** Names the item an event belongs to; `undefined` for events about the answer as a whole. */
export function itemOf(event: JsonObject): ItemKey | undefined {
  if (typeof event.output_index === "number") return event.output_index;
  const id = event.item_id ?? objectOf(event.item).id;
  return typeof id === "string" ? id : undefined;
}

function isSamePiece(a: JsonObject, b: JsonObject): boolean {
  return a.type === b.type && a.content_index === b.content_index && a.summary_index === b.summary_index;
}

/** Two deltas of the same piece become one, so that a long wait stays short to replay. */
function queued(events: readonly JsonObject[], event: JsonObject): readonly JsonObject[] {
  const last = events.at(-1);
  if (typeof last?.delta !== "string" || typeof event.delta !== "string" || !isSamePiece(last, event))
    return [...events, event];
  return [...events.slice(0, -1), { ...last, delta: last.delta + event.delta }];
}

function ends(event: JsonObject): boolean {
  return event.type === "response.output_item.done";
}

/** Lets the items that wait follow, up to the first that is not done. */
function promote(order: ItemOrder, finished: ItemKey, last: JsonObject): Admitted {
  const waiting = new Map(order.waiting);
  const done = new Set(order.done).add(finished);
  const events = [last];
  for (const [item, held] of order.waiting) {
    waiting.delete(item);
    events.push(...held);
    if (!held.some(ends)) return [{ live: item, waiting, done }, events];
    done.add(item);
  }
  return [{ live: undefined, waiting, done }, events];
}

type Admitted = readonly [ItemOrder, readonly JsonObject[]];

/** Takes an event in; gives the events that may be decoded now. */
export function admit(order: ItemOrder, event: JsonObject): Admitted {
  const item = itemOf(event);
  if (item === undefined) return [order, [event]];
  const { live, waiting, done } = order;
  if (done.has(item) && event.type !== "response.output_item.added") return [order, []];
  if (live !== undefined && live !== item) {
    const held = queued(waiting.get(item) ?? [], event);
    return [{ ...order, waiting: new Map(waiting).set(item, held) }, []];
  }
  if (ends(event)) return promote(order, item, event);
  return live === item ? [order, [event]] : [{ ...order, live: item }, [event]];
}

/** Everything that still waits, when the answer is over. */
export function release({ waiting }: ItemOrder): readonly JsonObject[] {
  return [...waiting.values()].flat();
}
