import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { MessageEvent } from "../anthropic/events.ts";
import { type BlockOp, writeBlocks } from "../shared/block-writer.ts";
import type { DecodeState } from "./decode-state.ts";
import type { FunctionCall, Part } from "./read-chunk.ts";
import { readUsage } from "./read-usage.ts";
import { assembleArgs, continueCall, type StreamedCall } from "./streamed-call.ts";
import { packThought } from "./thought-signatures.ts";

type Step = readonly [DecodeState, readonly MessageEvent[]];

/** Says the answer's first word, if it is not said yet. */
export function begin(state: DecodeState): Step {
  const { context, blocks } = state;
  if (blocks.started) return [state, []];
  const usage = readUsage(state.usage);
  const start: BlockOp = { op: "start", id: context.newId("msg_"), model: context.model, usage };
  const [begun, events] = writeBlocks(blocks, [start]);
  return [{ ...state, blocks: begun }, events];
}

/** Writes into the answer, which begins with the first thing that is written: before it, another target may be tried. */
export function write(before: DecodeState, ops: readonly BlockOp[]): Step {
  const [state, first] = begin(before);
  const [blocks, events] = writeBlocks(state.blocks, ops);
  return [{ ...state, blocks }, first.length === 0 ? events : [...first, ...events]];
}

/** Signs the thinking that is open, or makes an empty block, when there is something to sign or to carry. */
export function carryOps({ blocks, carrier, context }: DecodeState): readonly BlockOp[] {
  if (blocks.open?.type !== "thinking" && !carrier) return [];
  return [{ op: "signature", signature: packThought(carrier ?? {}, context.provenance) }];
}

function onThought(state: DecodeState, text: string, signature: string | undefined): Step {
  const [next, events] = text === "" ? ([state, []] as const) : writeThought(state, text);
  if (signature === undefined) return [next, events];
  return [{ ...next, carrier: { ...next.carrier, thought: signature } }, events];
}

function writeThought(state: DecodeState, text: string): Step {
  const op: BlockOp = { op: "thinking", text };
  if (state.carrier?.thought === undefined) return write(state, [op]);
  // A thought that was signed is whole: the next one is another.
  return write({ ...state, carrier: undefined }, [...carryOps(state), op]);
}

function onText(state: DecodeState, text: string, signature: string | undefined): Step {
  const [next, events] = text === "" ? ([state, []] as const) : writeText(state, text);
  if (signature === undefined) return [next, events];
  return [{ ...next, carrier: { ...next.carrier, text: { signature, length: text.length } } }, events];
}

function writeText(state: DecodeState, text: string): Step {
  const ops: readonly BlockOp[] = [...carryOps(state), { op: "text", text }];
  const isFirst = !state.answered || state.carrier;
  return write(isFirst ? { ...state, carrier: undefined, answered: true } : state, ops);
}

function safeId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, "_");
}

/** An id that Anthropic's clients accept, and that no other call of this conversation has. */
function clientId({ context, callIds }: DecodeState, id: string | undefined): string {
  if (!id) return context.newId("toolu_");
  const safe = safeId(id);
  const isTaken =
    callIds.some((other) => safeId(other) === safe) ||
    context.request.messages.some(
      ({ content }) =>
        typeof content !== "string" &&
        content.some((block) => block.type === "tool_use" && block.id === safe),
    );
  return isTaken ? context.newId("toolu_") : safe;
}

function writeCall(
  state: DecodeState,
  call: FunctionCall,
  input: JsonObject,
  signature: string | undefined,
): Step {
  const carrier = signature === undefined ? state.carrier : { ...state.carrier, call: signature };
  const name = call.name ?? "";
  return write(
    {
      ...state,
      carrier: undefined,
      answered: true,
      callIds: call.id ? [...state.callIds, call.id] : state.callIds,
    },
    [
      ...carryOps({ ...state, carrier }),
      {
        op: "block",
        block: {
          type: "tool_use",
          id: clientId(state, call.id),
          name: state.context.toolNames.get(name) ?? name,
          input,
        },
      },
    ],
  );
}

/** Writes the call whose arguments were still coming, if there is one. */
export function closeStreamedCall(state: DecodeState): Step {
  const { streamed } = state;
  if (!streamed) return [state, []];
  return writeCall(
    { ...state, streamed: undefined },
    streamed.call,
    assembleArgs(streamed),
    streamed.signature,
  );
}

function continueStreamed(state: DecodeState, streamed: StreamedCall, call: FunctionCall): Step {
  const next = { ...state, streamed: continueCall(streamed, call.partialArgs) };
  return call.willContinue ? [next, []] : closeStreamedCall(next);
}

function onCall(state: DecodeState, call: FunctionCall, signature: string | undefined): Step {
  if (!call.name) return state.streamed ? continueStreamed(state, state.streamed, call) : [state, []];
  // A name begins a new call, whether or not the one before was closed.
  const [ready, events] = closeStreamedCall(state);
  if (call.id && ready.callIds.includes(call.id)) return [ready, events];
  const begun: StreamedCall = { call, signature, pieces: undefined };
  const isWhole = !call.willContinue && call.partialArgs.length === 0;
  const [next, more] = isWhole
    ? writeCall(ready, call, call.args ?? {}, signature)
    : continueStreamed(ready, begun, call);
  return [next, [...events, ...more]];
}

function fenced(language: string, body: string): string {
  return `\n\`\`\`${language}\n${body.replace(/\n$/, "")}\n\`\`\`\n`;
}

function stringOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** What Anthropic's answers have no block for, in words. */
function inWords({ executableCode, codeExecutionResult, inlineData }: JsonObject): string | undefined {
  if (isJsonObject(executableCode))
    return fenced(stringOf(executableCode.language).toLowerCase(), stringOf(executableCode.code));
  if (isJsonObject(codeExecutionResult))
    return fenced("", stringOf(codeExecutionResult.output) || stringOf(codeExecutionResult.outcome));
  if (!isJsonObject(inlineData)) return undefined;
  const type = stringOf(inlineData.mimeType) || "unknown";
  return `[The model made a file of type ${type}; it cannot be shown here.]`;
}

/** Decodes one part of an answer. */
export function decodePart(state: DecodeState, part: Part): Step {
  const { text, functionCall, thoughtSignature, raw } = part;
  if (functionCall) return onCall(state, functionCall, thoughtSignature);
  if (part.isThought) return onThought(state, text ?? "", thoughtSignature);
  if (text !== undefined) return onText(state, text, thoughtSignature);
  // Google's own tools at work: Gemini wants to have these parts back as they are.
  if (isJsonObject(raw.toolCall) || isJsonObject(raw.toolResponse)) {
    const parts = [...(state.carrier?.parts ?? []), raw];
    return [{ ...state, carrier: { ...state.carrier, parts } }, []];
  }
  const words = inWords(raw);
  // A signature holds for the part as it was, so what is told in other words loses it.
  return words === undefined ? onText(state, "", thoughtSignature) : onText(state, words, undefined);
}
