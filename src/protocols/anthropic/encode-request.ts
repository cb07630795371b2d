import type { JsonObject, JsonValue } from "../../json.ts";
import { flatMapSliced, type Sliced } from "../../sliced.ts";
import type { EncodedRequest, TranslationContext } from "../protocol.ts";
import { isCcmSignature } from "../shared/thinking-signature.ts";
import { refusesSampling, thinkingFor } from "./claude-models.ts";
import type { ContentBlock, MessageParam, MessagesRequest, Tool } from "./request.ts";

/*
 * A hub request as an Anthropic body, for clients of another format. Anthropic clients' bytes are relayed instead.
 */

/** What Vertex AI wants in the body in place of the `anthropic-version` header (Anthropic's Vertex documentation, 2026-08). */
export const vertexAnthropicVersion = "vertex-2023-10-16";

/** Anthropic demands it; OpenAI clients may leave it out. */
const defaultMaxTokens = 32_000;

function asJson(value: unknown): JsonValue {
  // Hub shapes are JSON by construction; the interfaces only lack an index signature.
  return value as JsonValue;
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}

function encodeBlock(block: ContentBlock): JsonValue | undefined {
  switch (block.type) {
    case "other":
      return block.block;
    case "thinking":
      // Only what Anthropic signed itself may go back to it: anything else is answered with 400.
      return block.signature && !isCcmSignature(block.signature) ? asJson(block) : undefined;
    case "text":
      return block.text === "" ? undefined : asJson(block);
    case "tool_result":
      if (typeof block.content === "string" || block.content === undefined) return asJson(block);
      return { ...block, content: present(block.content.map(encodeBlock)) };
    default:
      return asJson(block);
  }
}

function encodeMessage(message: MessageParam, midSystem: boolean): JsonObject | undefined {
  const { content } = message;
  if (message.role === "system" && !midSystem) {
    const text =
      typeof content === "string"
        ? content
        : content.map((b) => (b.type === "text" ? b.text : "")).join("\n");
    return text === ""
      ? undefined
      : { role: "user", content: `<system-reminder>\n${text}\n</system-reminder>` };
  }
  if (typeof content === "string") return content === "" ? undefined : { role: message.role, content };
  const blocks = present(content.map(encodeBlock));
  return blocks.length === 0 ? undefined : { role: message.role, content: blocks };
}

/** Anthropic refuses a conversation that ends with the assistant; a filler keeps an OpenAI client's prefill going. */
function withUserAtBothEnds(messages: readonly JsonObject[]): JsonObject[] {
  const framed = [...messages];
  if (framed[0]?.role !== "user") framed.unshift({ role: "user", content: "(conversation continues)" });
  if (framed.at(-1)?.role === "assistant") framed.push({ role: "user", content: "Continue." });
  return framed;
}

function encodeTool(tool: Tool): JsonObject {
  if (tool.kind === "typed") return tool.tool;
  const { name, description, input_schema, strict } = tool;
  return {
    name,
    ...(description !== undefined && { description }),
    input_schema: { type: "object", ...input_schema },
    ...(strict !== undefined && { strict }),
  };
}

/** Encodes a request for an Anthropic-format host. */
export function* encodeAnthropicRequest(
  request: MessagesRequest,
  context: TranslationContext,
): Sliced<EncodedRequest> {
  const { anthropic } = context.quirks;
  const dropped: string[] = [];
  const wantedTokens = request.max_tokens ?? defaultMaxTokens;
  const maxTokens = Math.min(wantedTokens, context.maxOutputTokens ?? wantedTokens);
  const effort = context.reasoningEffort ?? request.output_config?.effort;
  const { thinking, effort: sentEffort } = thinkingFor(
    context.model,
    { ...request, max_tokens: maxTokens },
    effort,
  );
  const tools = (request.tools ?? []).filter((tool) => {
    if (tool.kind === "custom" || anthropic.serverTools) return true;
    dropped.push(`tool:${tool.type}`);
    return false;
  });
  const sampling = refusesSampling(context.model) || thinking?.type === "enabled";
  const messages = yield* flatMapSliced(request.messages, (message) =>
    present([encodeMessage(message, anthropic.midSystem)]),
  );
  const body: JsonObject = {
    ...(!anthropic.vertex && { model: context.model }),
    ...(anthropic.vertex && { anthropic_version: vertexAnthropicVersion }),
    max_tokens: maxTokens,
    ...(request.system !== undefined && { system: asJson(request.system) }),
    messages: withUserAtBothEnds(messages),
    ...(tools.length > 0 && { tools: tools.map(encodeTool) }),
    ...(tools.length > 0 &&
      request.tool_choice !== undefined && { tool_choice: asJson(request.tool_choice) }),
    ...(thinking !== undefined && { thinking: asJson(thinking) }),
    ...outputConfig(sentEffort, request.output_config?.format),
    ...(request.stop_sequences?.length && {
      stop_sequences: request.stop_sequences.filter((sequence) => sequence.trim() !== ""),
    }),
    ...(request.metadata !== undefined && { metadata: asJson(request.metadata) }),
    stream: context.stream,
  };
  for (const key of ["temperature", "top_p", "top_k"] as const) {
    const value = request[key];
    if (value === undefined) continue;
    if (sampling) dropped.push(key);
    else body[key] = key === "temperature" ? Math.min(value, 1) : value;
  }
  return { body, dropped, toolNames: new Map() };
}

function outputConfig(effort: string | undefined, format: JsonObject | undefined): JsonObject {
  if (effort === undefined && format === undefined) return {};
  return {
    output_config: { ...(effort !== undefined && { effort }), ...(format !== undefined && { format }) },
  };
}
