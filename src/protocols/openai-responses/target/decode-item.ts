import type { JsonObject, JsonValue } from "../../../json.ts";
import type { DecodeContext } from "../../protocol.ts";
import type { BlockOp } from "../../shared/block-writer.ts";
import type { ItemKey } from "./order-items.ts";
import { objectOf, textOf } from "./read-event.ts";
import {
  type Citation,
  type FunctionCallItem,
  type MessageItem,
  type OutputItem,
  type ReasoningItem,
  readCitation,
  readItem,
} from "./read-item.ts";
import { signReasoning } from "./reasoning-carrier.ts";

/** How far one output item has come. */
export interface ItemProgress {
  readonly key: ItemKey;
  /** Names under which the finished answer may list it again: its `id` and `call_id`. */
  readonly names: readonly string[];
  /** What was written of the part that is open: text of a message, arguments of a call. */
  readonly written: string;
  /** Whether anything of it was written. */
  readonly shown: boolean;
  /** Whether its call was announced, with a name. */
  readonly called: boolean;
  /** Encrypted reasoning as first announced; the final form comes when the item is done. */
  readonly encrypted: string;
  readonly citations: readonly Citation[];
  readonly refused: boolean;
}

/** An item of which nothing is known yet. */
export function newItem(key: ItemKey): ItemProgress {
  return {
    key,
    names: [],
    written: "",
    shown: false,
    called: false,
    encrypted: "",
    citations: [],
    refused: false,
  };
}

/** What an event makes of an item. */
export interface ItemStep {
  readonly item: ItemProgress;
  readonly ops: readonly BlockOp[];
  /** The item in full, once it is done. */
  readonly done?: OutputItem;
}

/** What a decoder of items needs from outside. */
export interface ItemContext {
  readonly context: DecodeContext;
  /** Ids of calls that the answer holds already. */
  readonly toolIds: ReadonlySet<string>;
}

/** Clients and Anthropic itself take only these characters in the id of a call, and each id once. */
function toolIdFor(callId: string, { toolIds, context }: ItemContext): string {
  const clean = callId.replace(/[^a-zA-Z0-9_-]/g, "_");
  return clean === "" || toolIds.has(clean) ? context.newId("toolu_") : clean;
}

const close: BlockOp = { op: "close" };

function nothing(item: ItemProgress): ItemStep {
  return { item, ops: [] };
}

function onText(item: ItemProgress, text: string): ItemStep {
  return {
    item: { ...item, written: item.written + text, shown: item.shown || text !== "" },
    ops: [{ op: "text", text }],
  };
}

/** The end of a text part: hosts that send no deltas say it here for the first time. */
function onTextDone(item: ItemProgress, text: string): ItemStep {
  const late = item.written === "" ? onText(item, text) : nothing(item);
  return { item: { ...late.item, written: "" }, ops: [...late.ops, close] };
}

function onThinking(item: ItemProgress, text: string): ItemStep {
  return { item: { ...item, shown: item.shown || text !== "" }, ops: [{ op: "thinking", text }] };
}

function announceCall(item: ItemProgress, callId: string, name: string, outside: ItemContext): ItemStep {
  if (item.called || name === "") return nothing(item);
  const { toolNames } = outside.context;
  const op: BlockOp = { op: "tool", id: toolIdFor(callId, outside), name: toolNames.get(name) ?? name };
  // Arguments that came before the name were kept.
  const ops: BlockOp[] = [op, { op: "json", json: item.written }];
  return { item: { ...item, called: true, shown: true }, ops };
}

function onArguments(item: ItemProgress, json: string): ItemStep {
  return {
    item: { ...item, written: item.written + json },
    ops: item.called ? [{ op: "json", json }] : [],
  };
}

/** The whole arguments: what the deltas left out is added; a rewording of them cannot be. */
function onArgumentsDone(item: ItemProgress, whole: string): ItemStep {
  return whole.startsWith(item.written) ? onArguments(item, whole.slice(item.written.length)) : nothing(item);
}

function onAdded(item: ItemProgress, value: JsonValue | undefined, outside: ItemContext): ItemStep {
  const { id, call_id, name, encrypted_content } = objectOf(value);
  const named = {
    ...item,
    names: [textOf(id), textOf(call_id)].filter(Boolean),
    encrypted: textOf(encrypted_content),
  };
  const isCall = objectOf(value).type === "function_call";
  return isCall ? announceCall(named, textOf(call_id) || textOf(id), textOf(name), outside) : nothing(named);
}

function onAnnotation(item: ItemProgress, annotation: JsonValue | undefined): ItemStep {
  const citation = readCitation(annotation);
  return nothing(citation ? { ...item, citations: [...item.citations, citation] } : item);
}

function onMessageDone(item: ItemProgress, done: MessageItem): ItemStep {
  const annotated = done.content.flatMap(({ annotations }) =>
    annotations.flatMap((a) => readCitation(a) ?? []),
  );
  const texts = done.content.map(({ text, refusal }) => text || refusal);
  return {
    item: {
      ...item,
      refused: item.refused || done.content.some(({ type }) => type === "refusal"),
      citations: item.citations.length > 0 ? item.citations : annotated,
    },
    ops: item.shown ? [close] : texts.flatMap((text): BlockOp[] => [{ op: "text", text }, close]),
    done,
  };
}

function onReasoningDone(item: ItemProgress, done: ReasoningItem, { context }: ItemContext): ItemStep {
  const parts = done.summary.length > 0 ? done.summary : done.content;
  const late = parts.flatMap(({ text }, n): BlockOp[] => [
    ...(n > 0 ? [close] : []),
    { op: "thinking", text },
  ]);
  const encrypted = done.encrypted_content || item.encrypted;
  const signature = encrypted && signReasoning({ id: done.id, encrypted }, context.provenance);
  const end: BlockOp = signature ? { op: "signature", signature } : close;
  return { item, ops: [...(item.shown ? [] : late), end], done };
}

function onCallDone(item: ItemProgress, done: FunctionCallItem, outside: ItemContext): ItemStep {
  const announced = announceCall(item, done.call_id || done.id, done.name, outside);
  const finished = onArgumentsDone(announced.item, done.arguments);
  return { item: finished.item, ops: [...announced.ops, ...finished.ops, close], done };
}

/** A finished item: whatever its events did not bring is written now. */
export function finishItem(item: ItemProgress, value: JsonValue | undefined, outside: ItemContext): ItemStep {
  const done = readItem(value);
  switch (done?.type) {
    case "message":
      return onMessageDone(item, done);
    case "reasoning":
      return onReasoningDone(item, done, outside);
    case "function_call":
      return onCallDone(item, done, outside);
    case "web_search_call":
      return { item, ops: [close], done };
    case undefined:
      return { item, ops: [close] };
  }
}

/** Takes one event of an item; kinds of event that say nothing new are ignored. */
export function stepItem(item: ItemProgress, event: JsonObject, outside: ItemContext): ItemStep {
  switch (event.type) {
    case "response.output_item.added":
      return onAdded(item, event.item, outside);
    case "response.output_text.delta":
      return onText(item, textOf(event.delta));
    case "response.output_text.done":
      return onTextDone(item, textOf(event.text));
    case "response.refusal.delta":
      return onText({ ...item, refused: true }, textOf(event.delta));
    case "response.refusal.done":
      return onTextDone({ ...item, refused: true }, textOf(event.refusal));
    case "response.output_text.annotation.added":
      return onAnnotation(item, event.annotation);
    case "response.reasoning_summary_part.added":
      // A block each: the parts are separate paragraphs, and a separator of ours would be no word of the model's.
      return { item, ops: item.shown ? [close] : [] };
    case "response.reasoning_summary_text.delta":
    case "response.reasoning_text.delta":
      return onThinking(item, textOf(event.delta));
    case "response.function_call_arguments.delta":
      return onArguments(item, textOf(event.delta));
    case "response.function_call_arguments.done":
      return onArgumentsDone(item, textOf(event.arguments));
    case "response.output_item.done":
      return finishItem(item, event.item, outside);
    default:
      return nothing(item);
  }
}
