import type { JsonObject } from "../../../json.ts";
import type { Sliced } from "../../../sliced.ts";
import type { MessagesRequest } from "../../anthropic/request.ts";
import type { EncodedRequest, TranslationContext } from "../../protocol.ts";
import { nameLosses } from "../../shared/name-losses.ts";
import { isOpenaiReasoningModel } from "../../shared/openai-effort.ts";
import { mapToolNames, openaiToolNames } from "../../shared/tool-names.ts";
import type { ChatMessage } from "./chat-message.ts";
import { encodeMessages } from "./encode-messages.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { splitSystem } from "./encode-system.ts";
import { encodeTools } from "./encode-tools.ts";
import { encodeFormat } from "./structured-output.ts";
import { encodeThinking } from "./thinking-control.ts";

/** OpenAI takes no more. */
const mostStopSequences = 4;

/** Every tool name that occurs: a call in the history may name a tool that is no longer offered. */
function* toolNamesOf(request: MessagesRequest): Generator<string> {
  for (const tool of request.tools ?? []) if (tool.kind === "custom") yield tool.name;
  for (const { content } of request.messages) {
    if (typeof content === "string") continue;
    for (const block of content) if (block.type === "tool_use") yield block.name;
  }
}

function encodeLimit({ max_tokens }: MessagesRequest, { context, quirks }: EncodeScope): JsonObject {
  if (max_tokens === undefined) return {};
  const limit = Math.min(max_tokens, context.maxOutputTokens ?? max_tokens);
  const field =
    quirks.maxTokensField !== "by_model"
      ? quirks.maxTokensField
      : isOpenaiReasoningModel(context.model)
        ? "max_completion_tokens"
        : "max_tokens";
  return { [field]: limit };
}

/** gpt-5.1 to gpt-5.9 take sampling again when they are told not to think; gpt-6 and later never do. */
function refusesSampling(model: string, effort: unknown): boolean {
  if (!isOpenaiReasoningModel(model)) return false;
  return !(effort === "none" && /(?:^|\/)gpt-5\.\d/.test(model));
}

function encodeSampling(request: MessagesRequest, effort: unknown, scope: EncodeScope): JsonObject {
  const { context, dropped, quirks } = scope;
  const { temperature, top_p, top_k, stop_sequences = [] } = request;
  const refused = quirks.samplingByModel && refusesSampling(context.model, effort);
  const sampling: JsonObject = {};
  const put = (member: string, name: string, value: JsonObject[string], taken: boolean) => {
    if (value === undefined) return;
    if (taken) sampling[member] = value;
    else dropped.add(name);
  };
  put("temperature", "temperature", temperature, !refused);
  // Hosts advise against both, and some refuse the second.
  put("top_p", "top_p", top_p, !refused && temperature === undefined);
  put("top_k", "top_k", top_k, quirks.topK);
  if (stop_sequences.length > 0) {
    put("stop", "stop_sequences", stop_sequences.slice(0, mostStopSequences), !refused);
    if (stop_sequences.length > mostStopSequences) dropped.add("stop_sequences");
  }
  return sampling;
}

function encodeStreaming({ context, quirks }: EncodeScope): JsonObject {
  if (!context.stream) return {};
  if (!quirks.streamOptions) return { stream: true };
  return {
    stream: true,
    stream_options: { include_usage: true, ...(quirks.padsStream && { include_obfuscation: false }) },
  };
}

/** Encodes a Messages request as a Chat Completions body (OpenAI API reference and SDK 7.57.0, November 2026). */
export function* encodeChatRequest(
  request: MessagesRequest,
  context: TranslationContext,
): Sliced<EncodedRequest> {
  const quirks = context.quirks.chat;
  const toolNames = mapToolNames(toolNamesOf(request), openaiToolNames);
  const scope: EncodeScope = { context, quirks, toolNames, dropped: new Set() };
  nameLosses(request, (name) => scope.dropped.add(name));

  const role =
    quirks.systemRole === "by_model" && isOpenaiReasoningModel(context.model) ? "developer" : "system";
  const format = encodeFormat(request.output_config?.format, scope);
  const { system, conversation } = splitSystem(request);
  const instructions = [system, format.instruction].filter(Boolean).join("\n\n");
  const head: ChatMessage[] = instructions === "" ? [] : [{ role, content: instructions }];
  const thinking = encodeThinking(request, scope);

  const body: JsonObject = {
    model: context.model,
    messages: [...head, ...(yield* encodeMessages(conversation, role, scope))],
    ...encodeTools(request, scope),
    ...encodeLimit(request, scope),
    ...thinking,
    ...encodeSampling(request, thinking.reasoning_effort, scope),
    ...format.members,
    ...(quirks.promptCacheKey && context.sessionKey && { prompt_cache_key: context.sessionKey }),
    ...encodeStreaming(scope),
  };
  return { body, dropped: [...scope.dropped], toolNames: toolNames.changed };
}
