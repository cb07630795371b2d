import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";

/*
 * One frame of an answer, reduced to what ccm uses. A whole answer reads as one chunk, its messages as deltas, so that
 * both ways of answering mean the same. Read by hand and not by a schema: this runs once for every token, and members
 * of the wrong type count as absent.
 */

/** A stretch of what the model says. */
export interface Piece {
  readonly kind: "thinking" | "text" | "refusal";
  readonly text: string;
}

/** A part of a tool call. Absent members are empty. */
export interface ToolCallDelta {
  readonly index: number | undefined;
  readonly id: string;
  readonly name: string;
  /** A stretch of the arguments. */
  readonly json: string;
}

export interface Choice {
  readonly pieces: readonly Piece[];
  /** OpenRouter's reasoning items, for the signature. */
  readonly details: readonly JsonObject[];
  readonly toolCalls: readonly ToolCallDelta[];
  readonly annotations: readonly JsonObject[];
  readonly finishReason: string | undefined;
  /** The stop sequence that vLLM (`stop_reason`) and SGLang (`matched_stop`) say they met. */
  readonly matchedStop: string | undefined;
}

export interface Chunk {
  readonly choices: readonly Choice[];
  readonly usage: JsonObject | undefined;
}

const none: readonly never[] = [];

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : none;
}

function textIn(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Reasoning comes as a string, and from some hosts as objects or arrays of objects that hold one. */
function collectText(value: JsonValue | undefined): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(collectText).join("");
  return isJsonObject(value) ? collectText(value.text ?? value.thinking ?? value.summary) : "";
}

/** The same text comes in up to three members: never read two of them. */
function readReasoning(delta: JsonObject, details: readonly JsonObject[]): string {
  return (
    (details.length > 0 ? collectText([...details]) : "") ||
    collectText(delta.reasoning_content) ||
    collectText(delta.reasoning)
  );
}

function readPart(part: JsonObject): Piece | undefined {
  switch (part.type) {
    case "text":
      return { kind: "text", text: textIn(part.text) };
    case "refusal":
      return { kind: "refusal", text: textIn(part.refusal) };
    // Mistral's reasoning models: {"type":"thinking","thinking":[{"type":"text","text":"…"}]}
    case "thinking":
      return { kind: "thinking", text: collectText(part.thinking) };
    default:
      return undefined;
  }
}

function readPieces(delta: JsonObject, details: readonly JsonObject[]): readonly Piece[] {
  const { content, refusal } = delta;
  const pieces: Piece[] = [];
  const reasoning = readReasoning(delta, details);
  if (reasoning !== "") pieces.push({ kind: "thinking", text: reasoning });
  if (typeof content === "string") {
    if (content !== "") pieces.push({ kind: "text", text: content });
  } else {
    for (const part of objectsIn(content)) {
      const piece = readPart(part);
      if (piece && piece.text !== "") pieces.push(piece);
    }
  }
  if (typeof refusal === "string" && refusal !== "") pieces.push({ kind: "refusal", text: refusal });
  return pieces;
}

/** Arguments are a string; Ollama-like hosts send the object itself. */
function readArguments(value: JsonValue | undefined): string {
  return isJsonObject(value) ? JSON.stringify(value) : textIn(value);
}

function readToolCall(call: JsonObject): ToolCallDelta {
  const called = isJsonObject(call.function) ? call.function : {};
  return {
    index: typeof call.index === "number" ? call.index : undefined,
    id: textIn(call.id),
    name: textIn(called.name),
    json: readArguments(called.arguments),
  };
}

function readToolCalls({ tool_calls, function_call }: JsonObject): readonly ToolCallDelta[] {
  if (Array.isArray(tool_calls)) return objectsIn(tool_calls).map(readToolCall);
  // The form before tools: one call, without an id.
  return isJsonObject(function_call) ? [readToolCall({ index: 0, function: function_call })] : none;
}

function readChoice(choice: JsonObject): Choice {
  const { delta, finish_reason, message } = choice;
  const said = isJsonObject(delta) ? delta : isJsonObject(message) ? message : {};
  const details = objectsIn(said.reasoning_details);
  return {
    pieces: readPieces(said, details),
    details,
    toolCalls: readToolCalls(said),
    annotations: objectsIn(said.annotations),
    finishReason: textIn(finish_reason) || undefined,
    matchedStop: textIn(choice.stop_reason) || textIn(choice.matched_stop) || undefined,
  };
}

function readChoices(choices: JsonValue | undefined): readonly Choice[] {
  if (!Array.isArray(choices)) return none;
  const read: Choice[] = [];
  for (const choice of choices) if (isJsonObject(choice)) read.push(readChoice(choice));
  return read;
}

/** Reads a chunk or a whole answer that {@link findFailure} found no error in. */
export function readChunk({ choices, usage, x_groq }: JsonObject): Chunk {
  // Groq reports a stream's usage beside the standard place.
  const groq = isJsonObject(x_groq) ? x_groq.usage : undefined;
  const counted = isJsonObject(usage) ? usage : groq;
  return {
    choices: readChoices(choices),
    usage: isJsonObject(counted) ? counted : undefined,
  };
}
