import { isJsonObject, type JsonObject } from "../../../json.ts";
import type { Sliced } from "../../../sliced.ts";
import type { Effort, MessagesRequest } from "../../anthropic/request.ts";
import type { EncodedRequest, TranslationContext } from "../../protocol.ts";
import { fitsStrictSchema } from "../../shared/fits-strict-schema.ts";
import { nameLosses } from "../../shared/name-losses.ts";
import { effortOf, isOpenaiReasoningModel, openaiEffort } from "../../shared/openai-effort.ts";
import { systemTexts } from "../../shared/system-texts.ts";
import { fallbackInstructions } from "./chatgpt-backend.ts";
import type { Drop } from "./encode-content.ts";
import { encodeInput } from "./encode-input.ts";
import { encodeTools } from "./encode-tools.ts";

/** OpenAI refuses a smaller limit. */
const leastOutputTokens = 16;

function encodeInstructions(request: MessagesRequest, context: TranslationContext): JsonObject {
  const text = systemTexts(request.system).join("\n\n");
  if (text !== "") return { instructions: text };
  return context.quirks.responses.chatgptBackend ? { instructions: fallbackInstructions } : {};
}

/** The effort to send, clamped to what model and host accept. */
function wantedEffort(
  request: MessagesRequest,
  { model, reasoningEffort, quirks }: TranslationContext,
  searches: boolean,
): Effort | undefined {
  const effort = openaiEffort(model, effortOf(request, reasoningEffort));
  // The ChatGPT backend knows no `none` (its catalogue, August 2026).
  if (quirks.responses.chatgptBackend && effort === "none") return "low";
  // gpt-5 refuses a web search with the least effort.
  if (searches && effort === "minimal") return "low";
  // For a model not in the table only the user's own word in the config is trusted.
  return effort ?? (isOpenaiReasoningModel(model) ? undefined : reasoningEffort);
}

/** Whether the provider's reasoning can be had back in encrypted form. Other models answer 400 to the question. */
function reasonsEncrypted({ model, quirks }: TranslationContext): boolean {
  return quirks.responses.chatgptBackend || isOpenaiReasoningModel(model);
}

function encodeReasoning(
  { thinking }: MessagesRequest,
  context: TranslationContext,
  effort: Effort | undefined,
): JsonObject {
  const visible = thinking !== undefined && thinking.type !== "disabled" && thinking.display !== "omitted";
  const summary = visible && reasonsEncrypted(context);
  if (effort === undefined && !summary) return {};
  return { reasoning: { ...(effort && { effort }), ...(summary && { summary: "auto" }) } };
}

function encodeFormat({ output_config }: MessagesRequest): JsonObject {
  const format = output_config?.format;
  if (format?.type !== "json_schema" || !isJsonObject(format.schema)) return {};
  const { schema } = format;
  return {
    text: { format: { type: "json_schema", name: "answer", schema, strict: fitsStrictSchema(schema) } },
  };
}

/** Reasoning models refuse sampling (400), but for gpt-5.x when it is told not to reason (OpenAI, 2026). */
function takesSampling(model: string, effort: Effort | undefined): boolean {
  return !isOpenaiReasoningModel(model) || (effort === "none" && /(?:^|\/)gpt-5\./.test(model));
}

/** What the ChatGPT backend answers 400 "Unsupported parameter" to: output limit and sampling. */
function encodeLimits(
  request: MessagesRequest,
  context: TranslationContext,
  effort: Effort | undefined,
  drop: Drop,
): JsonObject {
  const { max_tokens, temperature, top_p } = request;
  const free = !context.quirks.responses.chatgptBackend;
  const sampling = free && takesSampling(context.model, effort);
  if (!sampling && temperature !== undefined) drop("temperature");
  if (!sampling && top_p !== undefined) drop("top_p");
  const limit = Math.min(
    max_tokens ?? Number.POSITIVE_INFINITY,
    context.maxOutputTokens ?? Number.POSITIVE_INFINITY,
  );
  return {
    ...(free && Number.isFinite(limit) && { max_output_tokens: Math.max(limit, leastOutputTokens) }),
    ...(sampling && temperature !== undefined && { temperature }),
    ...(sampling && top_p !== undefined && { top_p }),
  };
}

function encodeInclude(context: TranslationContext, searches: boolean): JsonObject {
  if (!reasonsEncrypted(context)) return {};
  // Without it a search names no source, and only the citations in the text tell where its answer is from.
  const sources = searches && !context.quirks.responses.chatgptBackend;
  return {
    include: ["reasoning.encrypted_content", ...(sources ? ["web_search_call.action.sources"] : [])],
  };
}

function nameUnsaid(request: MessagesRequest, drop: Drop): void {
  nameLosses(request, drop);
  if (request.top_k !== undefined) drop("top_k");
  if (request.stop_sequences?.length) drop("stop_sequences");
}

/**
 * Encodes a request for a Responses API. Nothing is stored there: reasoning travels encrypted, and the conversation
 * whole. The ChatGPT backend only streams, so its body asks for a stream even where the client did not.
 */
export function* encodeResponsesRequest(
  request: MessagesRequest,
  context: TranslationContext,
): Sliced<EncodedRequest> {
  const { chatgptBackend, webSearch } = context.quirks.responses;
  const dropped = new Set<string>();
  const drop: Drop = (name) => dropped.add(name);
  const tools = encodeTools(request, webSearch, drop);
  const effort = wantedEffort(request, context, tools.searches);
  nameUnsaid(request, drop);
  const body: JsonObject = {
    model: context.model,
    ...encodeInstructions(request, context),
    input: yield* encodeInput(request.messages, {
      provenance: context.provenance,
      toWireName: tools.names.toWire,
      drop,
    }),
    ...tools.body,
    ...encodeReasoning(request, context, effort),
    ...encodeFormat(request),
    ...encodeLimits(request, context, effort, drop),
    ...encodeInclude(context, tools.searches),
    ...(context.sessionKey !== undefined && { prompt_cache_key: context.sessionKey }),
    store: false,
    stream: chatgptBackend || context.stream,
  };
  return { body, dropped: [...dropped], toolNames: tools.names.changed };
}
