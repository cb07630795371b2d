import type { JsonValue } from "../json.ts";
import { childrenAt, type JsonIndex, type Member, type Span } from "./json-index.ts";

/*
 * Changes a few values of a JSON body and leaves every other byte alone: key order, number spelling, escapes and white
 * space stay as the client wrote them, so signatures and prompt caches of the provider hold.
 */

/** Keys and array positions from the top of the body. */
export type JsonPath = readonly (string | number)[];

/** Replaces a value, removes it with its key or comma, or (at the top level only) adds a member that is not there. */
export type JsonEdit =
  | { readonly path: JsonPath; readonly value: JsonValue }
  | { readonly path: JsonPath; readonly remove: true };

/** A stretch of the body and what stands there instead. */
interface Cut extends Span {
  readonly text: string;
}

function isMember(child: Member | Span): child is Member {
  return "key" in child;
}

/** Tree of edits below one container: what to do with each child. */
interface Plan {
  readonly at: Map<string | number, Plan>;
  edit: JsonEdit | undefined;
  /** Whether the child is there. */
  found: boolean;
}

const newPlan = (): Plan => ({ at: new Map(), edit: undefined, found: false });

function planOf(edits: readonly JsonEdit[]): Plan {
  const root = newPlan();
  for (const edit of edits) {
    let plan = root;
    for (const step of edit.path) {
      const next = plan.at.get(step) ?? newPlan();
      plan.at.set(step, next);
      plan = next;
    }
    plan.edit = edit;
  }
  return root;
}

/** From a child's first byte (its key, if it has one) over the comma that joins it to a neighbour that stays. */
function removal(
  children: readonly (Member | Span)[],
  removed: ReadonlySet<number>,
  position: number,
): Span | undefined {
  const child = children[position];
  if (!child) return undefined;
  const startOf = (c: Member | Span): number => (isMember(c) ? c.keyStart : c.start);
  const next = children[position + 1];
  if (next) return { start: startOf(child), end: startOf(next) };
  // The last child takes the comma before it, unless everything before it goes too and takes its own.
  let previous = position - 1;
  while (previous >= 0 && removed.has(previous)) previous--;
  const before = children[previous];
  return { start: before ? before.end : startOf(child), end: child.end };
}

function cutsIn(bytes: Uint8Array, children: readonly (Member | Span)[], plan: Plan): Cut[] {
  const cuts: Cut[] = [];
  const removed = new Set<number>();
  children.forEach((child, position) => {
    const next = plan.at.get(isMember(child) ? child.key : position);
    if (!next) return;
    next.found = true;
    if (!next.edit) cuts.push(...cutsIn(bytes, childrenAt(bytes, child), next));
    else if ("remove" in next.edit) removed.add(position);
    else cuts.push({ start: child.start, end: child.end, text: JSON.stringify(next.edit.value) });
  });
  for (const position of removed) {
    const span = removal(children, removed, position);
    if (span) cuts.push({ ...span, text: "" });
  }
  return cuts;
}

/** The members to add, joined to what stays before them. */
function addition(index: JsonIndex, plan: Plan): Cut | undefined {
  const members: string[] = [];
  for (const [key, { edit, found }] of plan.at) {
    if (!found && typeof key === "string" && edit && "value" in edit) {
      members.push(`${JSON.stringify(key)}:${JSON.stringify(edit.value)}`);
    }
  }
  if (members.length === 0) return undefined;
  const staying = index.members.filter(({ key }) => {
    const edit = plan.at.get(key)?.edit;
    return !edit || "value" in edit;
  });
  const at = index.members.at(-1)?.end ?? index.start + 1;
  return { start: at, end: at, text: (staying.length > 0 ? "," : "") + members.join(",") };
}

const encoder = new TextEncoder();

/**
 * The body with the edits applied, in pieces that are sent one after the other: what stays is a view of `bytes`. Paths
 * that lead nowhere change nothing.
 */
export function spliceInPieces(
  bytes: Uint8Array,
  index: JsonIndex,
  edits: readonly JsonEdit[],
): readonly Uint8Array[] {
  if (edits.length === 0) return [bytes];
  const plan = planOf(edits);
  const cuts = cutsIn(bytes, index.members, plan);
  if (cuts.length > 1) cuts.sort((a, b) => a.start - b.start || a.end - b.end);
  const added = addition(index, plan);
  if (added) cuts.push(added);

  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const cut of cuts) {
    // Two removed neighbours may both claim the comma between them.
    const start = Math.max(cut.start, from);
    pieces.push(bytes.subarray(from, start));
    if (cut.text !== "") pieces.push(encoder.encode(cut.text));
    from = Math.max(cut.end, start);
  }
  pieces.push(bytes.subarray(from));
  return pieces;
}

/** The same in one piece. */
export function spliceJson(bytes: Uint8Array, index: JsonIndex, edits: readonly JsonEdit[]): Uint8Array {
  return edits.length === 0 ? bytes : Buffer.concat(spliceInPieces(bytes, index, edits));
}
