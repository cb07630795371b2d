import type { JsonObject, JsonValue } from "../../json.ts";
import type { Sliced } from "../../sliced.ts";
import type { MessagesRequest } from "../anthropic/request.ts";
import type { EncodedRequest, TranslationContext } from "../protocol.ts";
import { systemTexts } from "../shared/system-texts.ts";
import { wrapRequest } from "./code-assist.ts";
import { encodeContents } from "./encode-contents.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { encodeSchema, encodeTools, geminiNames } from "./encode-tools.ts";
import { modelTraits } from "./model-traits.ts";
import { outputTokens, planThinking } from "./thinking-config.ts";

/** Gemini takes no more. */
const mostStopSequences = 5;

/** Members of the hub's request that Gemini has no place for; prompt caching is automatic there. */
const unheard = ["metadata", "service_tier", "speed"] as const;

/** How an answer must look. */
interface AnswerFormat {
  readonly config: JsonObject;
  /** Said in words where the model cannot be bound to the format. */
  readonly instruction?: string;
}

function answerFormat(request: MessagesRequest, hasTools: boolean, scope: EncodeScope): AnswerFormat {
  const schema = request.output_config?.format?.schema;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return { config: {} };
  const { context, traits } = scope;
  if (hasTools && !traits.checksSignatures) {
    // Before generation 3 a format beside tools is a 400.
    scope.drop("output_config.format");
    const words = "Give your final answer as JSON alone, valid against this JSON Schema:";
    return { config: {}, instruction: `${words}\n${JSON.stringify(schema)}` };
  }
  const key = context.quirks.gemini.schema === "openapi" ? "responseSchema" : "responseJsonSchema";
  return { config: { responseMimeType: "application/json", [key]: encodeSchema(schema, context) } };
}

function stopSequences(request: MessagesRequest, { drop }: EncodeScope): JsonObject {
  const sequences = (request.stop_sequences ?? []).filter((sequence) => sequence !== "");
  if (sequences.length > mostStopSequences) drop("stop_sequences");
  return sequences.length > 0 ? { stopSequences: sequences.slice(0, mostStopSequences) } : {};
}

function sampling(request: MessagesRequest, { traits, drop }: EncodeScope): JsonObject {
  const { temperature, top_p, top_k } = request;
  // Google: below its default of 1, generation 3 may loop and answers worse (Gemini 3 guide, November 2026).
  const keepsTemperature = temperature !== undefined && !traits.checksSignatures;
  if (temperature !== undefined && temperature !== 1 && !keepsTemperature) drop("temperature");
  return {
    ...(keepsTemperature && { temperature: Math.min(Math.max(temperature, 0), 2) }),
    ...(top_p !== undefined && { topP: top_p }),
    ...(top_k !== undefined && { topK: top_k }),
  };
}

function outputLimit(request: MessagesRequest, scope: EncodeScope): JsonObject {
  const { context, traits } = scope;
  const plan = planThinking(request, context, traits);
  const ceiling = context.maxOutputTokens ?? traits.outputLimit;
  const tokens = outputTokens(request.max_tokens, plan, ceiling) ?? context.maxOutputTokens;
  return {
    ...(tokens !== undefined && { maxOutputTokens: tokens }),
    ...(plan.config && { thinkingConfig: plan.config }),
  };
}

/** A request in plain Gemini, without the envelope of any surface. */
export function* encodeGenerateContent(
  request: MessagesRequest,
  context: TranslationContext,
): Sliced<EncodedRequest> {
  const dropped = new Set<string>();
  const names = geminiNames(request);
  const drop = (loss: string) => void dropped.add(loss);
  const scope: EncodeScope = { context, traits: modelTraits(context.model), names, drop };
  for (const member of unheard) if (request[member] != null) drop(member);

  const contents = yield* encodeContents(request.messages, scope);
  const tools = encodeTools(request, scope);
  const format = answerFormat(request, tools.tools !== undefined, scope);
  const system = [...systemTexts(request.system), ...(format.instruction ? [format.instruction] : [])];
  const generationConfig: JsonObject = {
    ...outputLimit(request, scope),
    ...sampling(request, scope),
    ...stopSequences(request, scope),
    ...format.config,
  };
  const body: JsonObject = {
    contents: contents.map(({ role, parts }): JsonValue => ({ role, parts: [...parts] })),
    ...(system.length > 0 && { systemInstruction: { parts: system.map((text) => ({ text })) } }),
    ...tools,
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
  };
  return { body, dropped: [...dropped], toolNames: names.changed };
}

/** Encodes a request for the surface that the quirks name. */
export function* encodeGeminiRequest(
  request: MessagesRequest,
  context: TranslationContext,
): Sliced<EncodedRequest> {
  const encoded = yield* encodeGenerateContent(request, context);
  if (context.quirks.gemini.surface !== "code_assist") return encoded;
  return { ...encoded, body: wrapRequest(encoded.body, context) };
}
