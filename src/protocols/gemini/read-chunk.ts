import * as v from "valibot";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../json.ts";
import type { StreamFailure, WireEvent } from "../protocol.ts";
import { unwrapAnswer } from "./code-assist.ts";

/*
 * A `GenerateContentResponse`, whole or one chunk of a stream, as far as it is used. A member of the wrong kind reads as
 * absent: what matters of a chunk is often in its other members. Source: @google/genai 2.32.0 types, recorded streams.
 */

const jsonObject = v.custom<JsonObject>(isJsonObject);

/** A member that is of this kind, or as good as absent. */
function maybe<T>(schema: v.GenericSchema<unknown, T>) {
  return v.fallback(v.optional(schema), undefined);
}

/** A list without those members that are not of this kind. */
function listOf<T>(schema: v.GenericSchema<unknown, T>) {
  return maybe(
    v.pipe(
      v.array(v.fallback(v.optional(schema), undefined)),
      v.transform((items) => items.filter((item) => item !== undefined)),
    ),
  );
}

const text = maybe(v.string());
const flag = maybe(v.boolean());
const count = maybe(v.pipe(v.number(), v.integer(), v.minValue(0)));

const functionCall = v.object({
  id: text,
  name: text,
  args: maybe(jsonObject),
  /** Vertex AI alone, when it streams arguments: pieces of them, each with its place. */
  partialArgs: listOf(jsonObject),
  willContinue: flag,
});

const part = v.object({
  text,
  thought: flag,
  thoughtSignature: text,
  functionCall: maybe(functionCall),
  inlineData: maybe(v.object({ mimeType: text, data: text })),
  executableCode: maybe(v.object({ language: text, code: text })),
  codeExecutionResult: maybe(v.object({ outcome: text, output: text })),
  toolCall: maybe(jsonObject),
  toolResponse: maybe(jsonObject),
});

const groundingMetadata = v.object({
  webSearchQueries: listOf(v.string()),
  groundingChunks: listOf(v.object({ web: maybe(v.object({ uri: text, title: text, domain: text })) })),
});

const candidate = v.object({
  content: maybe(v.object({ parts: listOf(part) })),
  finishReason: text,
  finishMessage: text,
  groundingMetadata: maybe(groundingMetadata),
});

const usageMetadata = v.object({
  promptTokenCount: count,
  cachedContentTokenCount: count,
  candidatesTokenCount: count,
  thoughtsTokenCount: count,
});

const chunk = v.object({
  candidates: listOf(candidate),
  promptFeedback: maybe(v.object({ blockReason: text, blockReasonMessage: text })),
  usageMetadata: maybe(usageMetadata),
});

export type Part = v.InferOutput<typeof part>;
export type FunctionCall = v.InferOutput<typeof functionCall>;
export type Grounding = v.InferOutput<typeof groundingMetadata>;
export type UsageMetadata = v.InferOutput<typeof usageMetadata>;
export type Chunk = v.InferOutput<typeof chunk>;

function readError(answer: JsonObject): StreamFailure | undefined {
  const { error } = answer;
  if (error === undefined || error === null) return undefined;
  const { code, message } = isJsonObject(error) ? error : {};
  return {
    type: "failure",
    body: answer,
    ...(typeof code === "number" && code >= 400 && code <= 599 && { status: code }),
    message: typeof message === "string" && message !== "" ? message : "Gemini reported an error",
  };
}

/** Reads an answer or a chunk, out of Code Assist's envelope if it is in one. An error object is a failure. */
export function readChunk(value: JsonValue | undefined): Chunk | StreamFailure {
  // Without `alt=sse` an error too comes as the one member of an array.
  const answer = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (!isJsonObject(answer))
    return { type: "failure", kind: "bad_response", message: "Gemini's answer is not a JSON object" };
  const inner = unwrapAnswer(answer);
  return readError(inner) ?? v.parse(chunk, inner);
}

/** Reads one server-sent event; `undefined` for one that says nothing (an empty one, some proxies' `[DONE]`). */
export function readEvent({ data }: WireEvent): Chunk | StreamFailure | undefined {
  const trimmed = data.trim();
  return trimmed === "" || trimmed === "[DONE]" ? undefined : readChunk(parseJson(trimmed));
}
