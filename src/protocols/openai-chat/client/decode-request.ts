import { RequestError } from "../../../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { Sliced } from "../../../sliced.ts";
import type { Effort, MessagesRequest, TextBlock, Thinking } from "../../anthropic/request.ts";
import type { Drop } from "./decode-content.ts";
import { decodeConversation } from "./decode-messages.ts";
import { decodeToolMembers } from "./decode-tools.ts";
import { type ChatRequest, readChatRequest, readMembers } from "./read-request.ts";

/** Anthropic demands a limit and OpenAI's clients mostly set none; it is clamped to what the model can do. */
const defaultMaxTokens = 32_000;

/** What a client wants of its answer beside the content. */
export interface AnswerForm {
  /** The client asked for usage at the end of its stream. */
  readonly includeUsage: boolean;
  /** The client declared `functions`, the form before tools, and reads its calls in that form. */
  readonly legacyCalls: boolean;
}

/** A Chat Completions request in the hub's shape. */
export interface DecodedChatRequest {
  readonly request: MessagesRequest;
  readonly dropped: readonly string[];
  readonly form: AnswerForm;
}

function given<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

const efforts: ReadonlySet<string> = new Set<Effort>([
  "none",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
  "max",
] satisfies Effort[]);

function isEffort(value: string | null | undefined): value is Effort {
  return typeof value === "string" && efforts.has(value);
}

/** Thinking as OpenAI's clients ask for it (`reasoning_effort`) and as OpenRouter's do (`reasoning`). */
function decodeThinking(
  { reasoning, reasoning_effort }: ChatRequest,
  drop: Drop,
): { readonly effort: Effort | undefined; readonly thinking: Thinking | undefined } {
  const word = reasoning_effort ?? reasoning?.effort;
  const effort = isEffort(word) ? word : undefined;
  if (given(word) && effort === undefined) drop("reasoning_effort");
  if (effort === "none" || reasoning?.enabled === false)
    return { effort: undefined, thinking: { type: "disabled" } };
  const budget = reasoning?.max_tokens;
  if (given(budget)) return { effort, thinking: { type: "enabled", budget_tokens: budget } };
  return { effort, thinking: (effort ?? reasoning?.enabled) ? { type: "adaptive" } : undefined };
}

/** Anthropic has no JSON mode without a schema: the model is told in words. */
const jsonMode: TextBlock = { type: "text", text: "Answer with one JSON object and with nothing else." };

function decodeFormat({ response_format }: ChatRequest): {
  readonly format: JsonObject | undefined;
  readonly instruction: readonly TextBlock[];
} {
  const { json_schema, type } = response_format ?? {};
  if (type === "json_object") return { format: undefined, instruction: [jsonMode] };
  if (type !== "json_schema" || !isJsonObject(json_schema?.schema))
    return { format: undefined, instruction: [] };
  const { name, schema } = json_schema;
  return {
    format: { type: "json_schema", schema, ...(typeof name === "string" && { name }) },
    instruction: [],
  };
}

function decodeStop({ stop }: ChatRequest): readonly string[] {
  const sequences = typeof stop === "string" ? [stop] : (stop ?? []);
  return sequences.filter((sequence) => sequence.trim() !== "");
}

function decodeSampling({ temperature, top_k, top_p }: ChatRequest): Partial<MessagesRequest> {
  return {
    // OpenAI's scale goes to 2, Anthropic's to 1.
    ...(given(temperature) && { temperature: Math.min(temperature, 1) }),
    ...(given(top_p) && { top_p }),
    ...(given(top_k) && { top_k }),
  };
}

/**
 * Decodes a client's request.
 * @throws RequestError for a wrong shape, and for several answers at once, which no other protocol has.
 */
export function* decodeChatRequest(body: JsonValue): Sliced<DecodedChatRequest> {
  const chat = yield* readChatRequest(body);
  if (given(chat.n) && chat.n > 1)
    throw new RequestError("invalid_request", "n: only one choice per request is supported");
  const dropped = new Set<string>();
  const drop = (name: string) => dropped.add(name);
  for (const [member, value] of Object.entries(chat))
    if (!readMembers.has(member) && given(value)) drop(member);

  const conversation = yield* decodeConversation(chat.messages, drop);
  const { format, instruction } = decodeFormat(chat);
  const { effort, thinking } = decodeThinking(chat, drop);
  const system = [...conversation.system, ...instruction];
  const stop_sequences = decodeStop(chat);
  const user = chat.user ?? chat.safety_identifier;
  const request: MessagesRequest = {
    model: chat.model,
    messages: conversation.messages,
    max_tokens: chat.max_completion_tokens ?? chat.max_tokens ?? defaultMaxTokens,
    ...(system.length > 0 && { system }),
    stream: chat.stream === true,
    ...decodeToolMembers(chat, drop),
    ...(thinking && { thinking }),
    ...((effort ?? format) && { output_config: { ...(effort && { effort }), ...(format && { format }) } }),
    ...decodeSampling(chat),
    ...(stop_sequences.length > 0 && { stop_sequences }),
    ...(user && { metadata: { user_id: user } }),
  };
  const form: AnswerForm = {
    includeUsage: chat.stream_options?.include_usage === true,
    legacyCalls: given(chat.functions),
  };
  return { request, dropped: [...dropped], form };
}
