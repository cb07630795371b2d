import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../json.ts";
import type { StreamFailure, WireEvent } from "../protocol.ts";
import { unwrapAnswer } from "./code-assist.ts";

/*
 * A `GenerateContentResponse`, whole or one chunk of a stream, as far as it is used. A member of the wrong kind reads as
 * absent, since what matters of a chunk may be in its other members. Read by hand: it is done for every event of every
 * stream, and a schema library took three of the ten microseconds that an event may cost.
 * Source: @google/genai 2.32.0 types, recorded streams.
 */

export interface FunctionCall {
  readonly id?: string;
  readonly name?: string;
  readonly args?: JsonObject;
  /** Where arguments are streamed: pieces of them, each with its place. */
  readonly partialArgs: readonly JsonObject[];
  readonly willContinue: boolean;
}

export interface Part {
  readonly text: string | undefined;
  readonly isThought: boolean;
  readonly thoughtSignature: string | undefined;
  readonly functionCall: FunctionCall | undefined;
  /** All of the part, for the kinds that are rare. */
  readonly raw: JsonObject;
}

export interface Grounding {
  readonly queries: readonly string[];
  readonly pages: readonly { readonly uri: string; readonly title: string }[];
}

/** Counts in Gemini's terms; `prompt` is absent where a chunk tells nothing of use. */
export interface UsageMetadata {
  readonly prompt: number;
  readonly cached: number;
  readonly candidates: number;
  readonly thoughts: number;
}

/** Why something ended, in Gemini's words. */
export interface Reason {
  readonly reason: string;
  readonly message?: string;
}

export interface Chunk {
  readonly parts: readonly Part[];
  readonly finish: Reason | undefined;
  /** Why the prompt was refused. */
  readonly block: Reason | undefined;
  readonly usage: UsageMetadata | undefined;
  readonly grounding: Grounding | undefined;
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return list(value).filter(isJsonObject);
}

function object(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function count(value: JsonValue | undefined): number {
  return typeof value === "number" && value > 0 ? Math.floor(value) : 0;
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function readCall({ id, name, args, partialArgs, willContinue }: JsonObject): FunctionCall {
  return {
    ...(typeof id === "string" && { id }),
    ...(typeof name === "string" && { name }),
    ...(isJsonObject(args) && { args }),
    partialArgs: objects(partialArgs),
    willContinue: willContinue === true,
  };
}

function readPart(raw: JsonObject): Part {
  const { text, thought, thoughtSignature, functionCall } = raw;
  return {
    raw,
    isThought: thought === true,
    text: typeof text === "string" ? text : undefined,
    thoughtSignature: typeof thoughtSignature === "string" ? thoughtSignature : undefined,
    functionCall: isJsonObject(functionCall) ? readCall(functionCall) : undefined,
  };
}

function readReason(reason: JsonValue | undefined, message: JsonValue | undefined): Reason | undefined {
  if (typeof reason !== "string" || reason === "") return undefined;
  return { reason, ...(typeof message === "string" && message !== "" && { message }) };
}

/** Every chunk may have usage, and some tell nothing but the kind of traffic. */
function readUsageMetadata(value: JsonValue | undefined): UsageMetadata | undefined {
  if (!isJsonObject(value) || typeof value.promptTokenCount !== "number") return undefined;
  return {
    prompt: count(value.promptTokenCount),
    cached: count(value.cachedContentTokenCount),
    candidates: count(value.candidatesTokenCount),
    thoughts: count(value.thoughtsTokenCount),
  };
}

function readGrounding(value: JsonValue | undefined): Grounding | undefined {
  if (!isJsonObject(value)) return undefined;
  const pages = objects(value.groundingChunks).map((chunk) => {
    const web = object(chunk.web);
    return { uri: text(web.uri), title: text(web.title) || text(web.domain) };
  });
  return {
    queries: list(value.webSearchQueries).filter((query) => typeof query === "string"),
    pages: pages.filter((page) => page.uri !== ""),
  };
}

function readAnswer(answer: JsonObject): Chunk {
  const [first] = list(answer.candidates);
  const candidate = object(first);
  const feedback = object(answer.promptFeedback);
  return {
    parts: objects(object(candidate.content).parts).map(readPart),
    finish: readReason(candidate.finishReason, candidate.finishMessage),
    block: readReason(feedback.blockReason, feedback.blockReasonMessage),
    usage: readUsageMetadata(answer.usageMetadata),
    grounding: readGrounding(candidate.groundingMetadata),
  };
}

function readError(answer: JsonObject): StreamFailure | undefined {
  const { error } = answer;
  if (error === undefined || error === null) return undefined;
  const { code, message } = object(error);
  return {
    type: "failure",
    body: answer,
    ...(typeof code === "number" && code >= 400 && code <= 599 && { status: code }),
    message: text(message) || "Gemini reported an error",
  };
}

/** Reads an answer or a chunk, out of Code Assist's envelope if it is in one. An error object is a failure. */
export function readChunk(value: JsonValue | undefined): Chunk | StreamFailure {
  // Without `alt=sse` an error too comes as the one member of an array.
  const answer = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (!isJsonObject(answer))
    return { type: "failure", kind: "bad_response", message: "Gemini's answer is not a JSON object" };
  const inner = unwrapAnswer(answer);
  return readError(inner) ?? readAnswer(inner);
}

/** Reads one server-sent event; `undefined` for one that says nothing (an empty one, some proxies' `[DONE]`). */
export function readEvent({ data }: WireEvent): Chunk | StreamFailure | undefined {
  return data === "" || data === "[DONE]" ? undefined : readChunk(parseJson(data));
}
