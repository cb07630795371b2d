import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { BlockOp } from "../shared/block-writer.ts";
import { decodeCall } from "./decode-call.ts";
import type { DecodeState } from "./decode-state.ts";
import type { Part } from "./read-chunk.ts";
import { carryOps, type DecodeStep, writeAnswer } from "./write-answer.ts";

function onThought(state: DecodeState, text: string, signature: string | undefined): DecodeStep {
  const [next, events] = text === "" ? ([state, []] as const) : writeThought(state, text);
  if (signature === undefined) return [next, events];
  return [{ ...next, carrier: { ...next.carrier, thought: signature } }, events];
}

function writeThought(state: DecodeState, text: string): DecodeStep {
  const op: BlockOp = { op: "thinking", text };
  if (state.carrier?.thought === undefined) return writeAnswer(state, [op]);
  // A thought that was signed is whole: the next one is another.
  return writeAnswer({ ...state, carrier: undefined }, [...carryOps(state), op]);
}

function onText(state: DecodeState, text: string, signature: string | undefined): DecodeStep {
  const [next, events] = text === "" ? ([state, []] as const) : writeText(state, text);
  if (signature === undefined) return [next, events];
  return [{ ...next, carrier: { ...next.carrier, text: { signature, length: text.length } } }, events];
}

function writeText(state: DecodeState, text: string): DecodeStep {
  const op: BlockOp = { op: "text", text };
  const carried = carryOps(state);
  const isFirst = !state.answered || state.carrier;
  return writeAnswer(
    isFirst ? { ...state, carrier: undefined, answered: true } : state,
    carried.length > 0 ? [...carried, op] : [op],
  );
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
export function decodePart(state: DecodeState, part: Part): DecodeStep {
  const { text, functionCall, thoughtSignature, raw } = part;
  if (functionCall) return decodeCall(state, functionCall, thoughtSignature);
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
