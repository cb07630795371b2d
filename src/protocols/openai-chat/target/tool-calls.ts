import { isJsonObject, parseJson } from "../../../json.ts";
import type { BlockOp } from "../../shared/block-writer.ts";
import type { ToolCallDelta } from "./read-chunk.ts";

/*
 * Calls of one answer. Hosts differ in all that identifies them: OpenAI numbers them, some give only ids, some nothing,
 * some the same number to all, and parallel calls may come interleaved. The client takes one block at a time, so the
 * oldest unfinished call streams live and the others wait.
 */

export interface ToolCall {
  readonly index: number | undefined;
  /** The host's id, to recognise later pieces by; may be empty. */
  readonly wireId: string;
  /** The client's id: unique, and of the characters that Anthropic allows. */
  readonly id: string;
  readonly name: string;
  /** All arguments so far. */
  readonly json: string;
  /** The end of them that was not said yet. Kept apart: to slice it from a string that grows copies the whole. */
  readonly unsaid: string;
  readonly stage: "waiting" | "live" | "done";
}

type Calls = readonly ToolCall[];

/** Makes the client's id from the host's. */
export type ClaimId = (wireId: string, calls: Calls) => string;

/** Complete JSON can take no more: what comes next belongs to another call. */
function isWhole({ json }: ToolCall): boolean {
  return json.trimEnd().endsWith("}") && isJsonObject(parseJson(json));
}

/** The call that this piece would continue, by the best mark it has: its number, its id, its place, or none. */
function candidateFor(calls: Calls, delta: ToolCallDelta, place: number, together: number): number {
  if (delta.index !== undefined) return calls.findLastIndex((call) => call.index === delta.index);
  if (delta.id !== "") return calls.findLastIndex((call) => call.wireId === delta.id);
  if (together === 1) return calls.length - 1;
  return delta.name === "" ? calls.length - together + place : -1;
}

/** Whether a piece begins a call of its own although it bears the mark of another. */
function isAnother(call: ToolCall, { id, name, json }: ToolCallDelta): boolean {
  if (name === "") return false;
  // Gemini's compatible endpoint numbers every call 0; their ids tell them apart.
  if (id !== "" && call.wireId !== "") return id !== call.wireId;
  if (call.name !== "" && name !== call.name) return true;
  return json !== "" && isWhole(call);
}

function begin(calls: Calls, delta: ToolCallDelta, claimId: ClaimId): Calls {
  const { index, id, name, json } = delta;
  const call: ToolCall = {
    index,
    wireId: id,
    id: claimId(id, calls),
    name,
    json,
    unsaid: json,
    stage: "waiting",
  };
  return [...calls, call];
}

function grow(call: ToolCall, { id, name, json }: ToolCallDelta): ToolCall {
  // Some hosts repeat id and name with every piece; none sends them in parts.
  return {
    ...call,
    wireId: call.wireId || id,
    name: call.name || name,
    json: call.json + json,
    unsaid: call.unsaid + json,
  };
}

/** Takes the pieces of calls that one chunk brings. */
export function takeToolCalls(calls: Calls, deltas: readonly ToolCallDelta[], claimId: ClaimId): Calls {
  let taken = calls;
  for (const [place, delta] of deltas.entries()) {
    const at = candidateFor(taken, delta, place, deltas.length);
    const call = taken[at];
    taken =
      !call || isAnother(call, delta) ? begin(taken, delta, claimId) : taken.with(at, grow(call, delta));
  }
  return taken;
}

const nameless = "[The model called a tool without naming it; the call was left out.]";

/** Says one call as far as it has come. */
function sayCall(call: ToolCall): readonly BlockOp[] {
  const opening: readonly BlockOp[] =
    call.stage === "waiting" ? [{ op: "tool", id: call.id, name: call.name }] : [];
  return call.unsaid === "" ? opening : [...opening, { op: "json", json: call.unsaid }];
}

/**
 * Says what can be said now: the oldest unfinished call as it comes, and each next one as soon as the one before is
 * known to be whole. `over`: no more pieces will come, so that all calls are said.
 */
export function sayToolCalls(calls: Calls, over: boolean): readonly [Calls, readonly BlockOp[]] {
  let said = calls;
  const ops: BlockOp[] = [];
  for (const [at, call] of calls.entries()) {
    if (call.stage === "done") continue;
    if (call.name === "" && !over) break;
    const done = over || (at < calls.length - 1 && isWhole(call));
    if (call.name === "") ops.push({ op: "text", text: nameless });
    else ops.push(...sayCall(call));
    said = said.with(at, { ...call, unsaid: "", stage: done ? "done" : "live" });
    if (!done) break;
  }
  return [said, ops];
}

/** Whether a call may still grow. */
export function isUnfinished(call: ToolCall): boolean {
  return call.stage !== "done" && !isWhole(call);
}

/** Whether all named calls can be run. A call without arguments is whole. */
export function areWhole(calls: Calls): boolean {
  return calls.every((call) => call.name === "" || call.json.trim() === "" || isWhole(call));
}
