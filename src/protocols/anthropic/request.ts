import * as v from "valibot";
import { RequestError } from "../../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import { flatMapSliced, type Sliced } from "../../sliced.ts";
import { readOrRefuse } from "../shared/read-or-refuse.ts";
import { isPlainMessage } from "./is-plain-message.ts";

/*
 * The Anthropic Messages request as the hub sees it. Loose in what is read: members that no translator uses stay
 * where they are and are ignored, and a block of an unknown type becomes an `OtherBlock`, so nothing here refuses
 * what tomorrow's client sends. Native targets never see this shape: they get the client's bytes.
 * Shapes: @anthropic-ai/sdk 1.12.0 `resources/messages/messages.d.ts`, and Claude Code 2.1.330 as observed.
 */

export interface TextBlock {
  readonly type: "text";
  readonly text: string;
}

/** Where an image's or document's bytes are. */
export type Source =
  | { readonly type: "base64"; readonly media_type: string; readonly data: string }
  | { readonly type: "url"; readonly url: string }
  | { readonly type: "text"; readonly media_type?: string; readonly data: string }
  | { readonly type: "content"; readonly content: string | readonly ContentBlock[] }
  | { readonly type: "file"; readonly file_id: string };

export interface ImageBlock {
  readonly type: "image";
  readonly source: Source;
}

export interface DocumentBlock {
  readonly type: "document";
  readonly source: Source;
  readonly title?: string | null;
  readonly context?: string | null;
}

export interface SearchResultBlock {
  readonly type: "search_result";
  readonly source: string;
  readonly title: string;
  readonly content: readonly TextBlock[];
}

export interface ThinkingBlock {
  readonly type: "thinking";
  readonly thinking: string;
  /** Absent or empty when a provider without signatures made it. */
  readonly signature?: string;
}

export interface RedactedThinkingBlock {
  readonly type: "redacted_thinking";
  readonly data: string;
}

export interface ToolUseBlock {
  readonly type: "tool_use";
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}

export interface ToolResultBlock {
  readonly type: "tool_result";
  readonly tool_use_id: string;
  readonly content?: string | readonly ContentBlock[];
  readonly is_error?: boolean;
}

/** Claude Code's tool search answers with these instead of text. */
export interface ToolReferenceBlock {
  readonly type: "tool_reference";
  readonly tool_name: string;
}

export interface ServerToolUseBlock {
  readonly type: "server_tool_use";
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}

export interface WebSearchResult {
  readonly type: "web_search_result";
  readonly url: string;
  readonly title: string;
  readonly encrypted_content: string;
  readonly page_age: string | null;
}

export interface WebSearchToolResultBlock {
  readonly type: "web_search_tool_result";
  readonly tool_use_id: string;
  /** The results, or `{ type: "web_search_tool_result_error", error_code }`. */
  readonly content: readonly WebSearchResult[] | JsonObject;
}

/** A block this version does not know. Translators name it as dropped or render it as text. */
export interface OtherBlock {
  readonly type: "other";
  /** The block's own `type`. */
  readonly originalType: string;
  readonly block: JsonObject;
}

export type ContentBlock =
  | TextBlock
  | ImageBlock
  | DocumentBlock
  | SearchResultBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ToolResultBlock
  | ToolReferenceBlock
  | ServerToolUseBlock
  | WebSearchToolResultBlock
  | OtherBlock;

export interface MessageParam {
  /** `system` in mid-conversation is what today's Claude Code sends to every model it does not know. */
  readonly role: "user" | "assistant" | "system";
  readonly content: string | readonly ContentBlock[];
}

export interface CustomTool {
  readonly kind: "custom";
  readonly name: string;
  readonly description?: string;
  readonly input_schema: JsonObject;
  readonly strict?: boolean;
  /** Claude Code's placeholder and the tools it loaded by search carry it. */
  readonly defer_loading?: boolean;
}

/** A tool with a versioned `type`: run by the server (`web_search_…`) or with a schema of Anthropic's (`bash_…`). */
export interface TypedTool {
  readonly kind: "typed";
  readonly type: string;
  readonly name?: string;
  readonly tool: JsonObject;
}

export type Tool = CustomTool | TypedTool;

export type ToolChoice =
  | { readonly type: "auto" | "any"; readonly disable_parallel_tool_use?: boolean }
  | { readonly type: "tool"; readonly name: string; readonly disable_parallel_tool_use?: boolean }
  | { readonly type: "none" };

export type Effort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";

export interface Thinking {
  /** `enabled`, `adaptive`, `disabled`, `between_tools`, or what comes next. */
  readonly type: string;
  readonly budget_tokens?: number;
  readonly display?: string | null;
}

export interface MessagesRequest {
  readonly model: string;
  readonly messages: readonly MessageParam[];
  /** Absent from `count_tokens` requests. */
  readonly max_tokens?: number;
  readonly system?: string | readonly TextBlock[];
  readonly stream?: boolean;
  readonly tools?: readonly Tool[];
  readonly tool_choice?: ToolChoice;
  readonly thinking?: Thinking;
  readonly output_config?: { readonly effort?: Effort; readonly format?: JsonObject };
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly stop_sequences?: readonly string[];
  readonly metadata?: { readonly user_id?: string | null };
  readonly service_tier?: string;
  readonly speed?: string | null;
}

/** Top-level members that the hub understands; all others are named as dropped when a request is translated. */
export const knownMembers: ReadonlySet<string> = new Set([
  "model",
  "messages",
  "max_tokens",
  "system",
  "stream",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
  "temperature",
  "top_p",
  "top_k",
  "stop_sequences",
  "metadata",
]);

const jsonObject = v.custom<JsonObject>(isJsonObject, "must be an object");

const source = v.variant("type", [
  v.looseObject({ type: v.literal("base64"), media_type: v.string(), data: v.string() }),
  v.looseObject({ type: v.literal("url"), url: v.string() }),
  v.looseObject({ type: v.literal("text"), media_type: v.exactOptional(v.string()), data: v.string() }),
  v.looseObject({
    type: v.literal("content"),
    content: v.union([v.string(), v.array(v.lazy(() => contentBlock))]),
  }),
  v.looseObject({ type: v.literal("file"), file_id: v.string() }),
]);

const textBlock = v.looseObject({ type: v.literal("text"), text: v.string() });

const knownBlock = v.variant("type", [
  textBlock,
  v.looseObject({ type: v.literal("image"), source }),
  v.looseObject({
    type: v.literal("document"),
    source,
    title: v.exactOptional(v.nullable(v.string())),
    context: v.exactOptional(v.nullable(v.string())),
  }),
  v.looseObject({
    type: v.literal("search_result"),
    source: v.string(),
    title: v.string(),
    content: v.array(textBlock),
  }),
  v.looseObject({
    type: v.literal("thinking"),
    thinking: v.string(),
    signature: v.exactOptional(v.string()),
  }),
  v.looseObject({ type: v.literal("redacted_thinking"), data: v.string() }),
  v.looseObject({ type: v.literal("tool_use"), id: v.string(), name: v.string(), input: jsonObject }),
  v.looseObject({
    type: v.literal("tool_result"),
    tool_use_id: v.string(),
    content: v.exactOptional(v.union([v.string(), v.array(v.lazy(() => contentBlock))])),
    is_error: v.exactOptional(v.boolean()),
  }),
  v.looseObject({ type: v.literal("tool_reference"), tool_name: v.string() }),
  v.looseObject({ type: v.literal("server_tool_use"), id: v.string(), name: v.string(), input: jsonObject }),
  v.looseObject({
    type: v.literal("web_search_tool_result"),
    tool_use_id: v.string(),
    content: v.union([
      v.array(
        v.looseObject({
          type: v.literal("web_search_result"),
          url: v.string(),
          title: v.string(),
          encrypted_content: v.string(),
          page_age: v.nullable(v.string()),
        }),
      ),
      jsonObject,
    ]),
  }),
]);

const knownBlockTypes: ReadonlySet<string> = new Set(
  knownBlock.options.map((option) => option.entries.type.literal),
);

/** One content block; a type this version does not know is kept whole as `other`. */
const contentBlock: v.GenericSchema<unknown, ContentBlock> = v.pipe(
  v.looseObject({ type: v.string() }),
  v.rawTransform(({ dataset, addIssue, NEVER }): ContentBlock => {
    const block = dataset.value as JsonObject & { type: string }; // what JSON.parse made, checked to be an object
    if (!knownBlockTypes.has(block.type)) return { type: "other", originalType: block.type, block };
    const result = v.safeParse(knownBlock, block);
    if (result.success) return result.output as ContentBlock; // loose objects infer an index signature; the named members are checked
    for (const issue of result.issues)
      addIssue({ message: issue.message, ...(issue.path && { path: issue.path }) });
    return NEVER;
  }),
);

const tool: v.GenericSchema<unknown, Tool> = v.pipe(
  v.looseObject({ type: v.nullish(v.string()) }),
  v.rawTransform(({ dataset, addIssue, NEVER }): Tool => {
    const raw = dataset.value as JsonObject; // what JSON.parse made, checked to be an object
    if (typeof raw.type === "string" && raw.type !== "custom") {
      const name = raw.name;
      return { kind: "typed", type: raw.type, ...(typeof name === "string" && { name }), tool: raw };
    }
    if (typeof raw.name !== "string" || raw.name === "") {
      addIssue({ message: "name must be a non-empty string" });
      return NEVER;
    }
    const { name, description, input_schema, strict, defer_loading } = raw;
    return {
      kind: "custom",
      name,
      ...(typeof description === "string" && { description }),
      input_schema: isJsonObject(input_schema) ? input_schema : { type: "object", properties: {} },
      ...(typeof strict === "boolean" && { strict }),
      ...(typeof defer_loading === "boolean" && { defer_loading }),
    };
  }),
);

const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;
const parallel = { disable_parallel_tool_use: v.exactOptional(v.boolean()) };

/** A message of a request. Plain ones never get here. */
export const messageParam = v.looseObject({
  role: v.picklist(["user", "assistant", "system"]),
  content: v.union([v.string(), v.array(contentBlock)]),
});

const messagesRequest = v.looseObject({
  model: v.pipe(v.string(), v.nonEmpty("must not be empty")),
  /** Read one by one: they are the bulk of the body. */
  messages: v.array(v.unknown()),
  max_tokens: v.exactOptional(v.number()),
  system: v.exactOptional(v.union([v.string(), v.array(textBlock)])),
  stream: v.exactOptional(v.boolean()),
  tools: v.exactOptional(v.array(tool)),
  tool_choice: v.exactOptional(
    v.variant("type", [
      v.looseObject({ type: v.picklist(["auto", "any"]), ...parallel }),
      v.looseObject({ type: v.literal("tool"), name: v.string(), ...parallel }),
      v.looseObject({ type: v.literal("none") }),
    ]),
  ),
  thinking: v.exactOptional(
    v.looseObject({
      type: v.string(),
      budget_tokens: v.exactOptional(v.number()),
      display: v.exactOptional(v.nullable(v.string())),
    }),
  ),
  output_config: v.exactOptional(
    v.looseObject({
      effort: v.exactOptional(v.fallback(v.picklist(efforts), "high")),
      format: v.exactOptional(jsonObject),
    }),
  ),
  temperature: v.exactOptional(v.number()),
  top_p: v.exactOptional(v.number()),
  top_k: v.exactOptional(v.number()),
  stop_sequences: v.exactOptional(v.array(v.string())),
  metadata: v.exactOptional(v.looseObject({ user_id: v.exactOptional(v.nullable(v.string())) })),
  service_tier: v.exactOptional(v.string()),
  speed: v.exactOptional(v.nullable(v.string())),
});

/** Members that clients send as `null` where they mean absent. */
function withoutNulls(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

/**
 * Reads a Messages (or count_tokens) body into the hub's shape.
 * @throws RequestError `invalid_request` naming the first wrong member, in Anthropic's wording (`messages.1.role: …`).
 */
export function* decodeMessagesRequest(body: JsonValue | undefined): Sliced<MessagesRequest> {
  if (!isJsonObject(body))
    throw new RequestError("invalid_request", "The request body must be a JSON object.");
  const request = readOrRefuse(messagesRequest, withoutNulls(body));
  const messages = yield* flatMapSliced(request.messages, (message, position) => [
    isPlainMessage(message) ? message : readOrRefuse(messageParam, message, `messages.${position}`),
  ]);
  return { ...request, messages } as MessagesRequest; // loose objects infer an index signature; the named members are checked
}
