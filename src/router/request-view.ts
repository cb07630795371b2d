import { Buffer } from "node:buffer";
import { type JsonIndex, memberOf, type Span } from "../http/json-index.ts";
import type { JsonEdit, JsonPath } from "../http/json-splice.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json.ts";
import type { ContentBlock, MessagesRequest } from "../protocols/anthropic/request.ts";

/** A text of the request and where it stands, so that a part of it can be taken out. */
export interface PlacedText {
  readonly text: string;
  readonly path: JsonPath;
}

/**
 * What routing looks at. Each part is read from the body only when a rule asks for it: a rule that is not configured
 * costs nothing, and the conversation itself is never parsed for routing.
 */
export interface RequestView {
  readonly model: string;
  readonly headers: Headers;
  readonly bytes: number;
  /** Whether any tool is offered. */
  hasTools(): boolean;
  toolCount(): number;
  /** `type` of each tool that has a versioned one (`web_search_20250305`). */
  toolTypes(): readonly string[];
  /** Whether an ASCII word stands in the system prompt; costs less than reading it. */
  systemMentions(word: string): boolean;
  messageCount(): number;
  systemTexts(): readonly PlacedText[];
  firstUserTexts(): readonly PlacedText[];
  thinking(): JsonObject | undefined;
  outputConfig(): JsonObject | undefined;
  /** Claude Code's permission mode (`plan`, `auto`), told in `safeguards` since it has no field of its own. */
  permissionMode(): string | undefined;
  /** Whether a word stands in the current turn: the last user text and what follows it. */
  turnMentions(word: string): boolean;
  userId(): string | undefined;
}

/** The headers that Claude Code sets on requests of its subagents, and the mark in its attribution block. */
export function isSubagentRequest(view: RequestView): boolean {
  if (view.headers.has("x-claude-code-agent-id")) return true;
  const requestClass = view.headers.get("x-claude-code-request-class");
  if (requestClass !== null) return requestClass === "subagent";
  const mark = "cc_is_subagent=true";
  return (
    view.systemMentions(mark) &&
    view
      .systemTexts()
      .some(({ text }) => text.startsWith("x-anthropic-billing-header:") && text.includes(mark))
  );
}

function textsOf(content: JsonValue | undefined, path: JsonPath): PlacedText[] {
  if (typeof content === "string") return [{ text: content, path }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block, position) =>
    isJsonObject(block) && block.type === "text" && typeof block.text === "string"
      ? [{ text: block.text, path: [...path, position, "text"] }]
      : [],
  );
}

class BodyView implements RequestView {
  readonly model: string;
  readonly headers: Headers;
  readonly bytes: number;
  readonly #body: Buffer;
  readonly #index: JsonIndex;

  constructor(bytes: Uint8Array, index: JsonIndex, headers: Headers) {
    this.headers = headers;
    this.bytes = bytes.length;
    this.#body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#index = index;
    const model = this.#read("model");
    this.model = typeof model === "string" ? model : "";
  }

  hasTools(): boolean {
    return this.toolCount() > 0;
  }

  toolCount(): number {
    return memberOf(this.#index, "tools")?.elements?.length ?? 0;
  }

  toolTypes(): readonly string[] {
    // Tool schemas are a third of a body; a versioned tool is the exception.
    if (!this.#contains("tools", "web_search") && !this.#contains("tools", "_20")) return [];
    const tools = this.#read("tools");
    if (!Array.isArray(tools)) return [];
    return tools.flatMap((tool) => (isJsonObject(tool) && typeof tool.type === "string" ? [tool.type] : []));
  }

  messageCount(): number {
    return this.#messages().length;
  }

  systemMentions(word: string): boolean {
    return this.#contains("system", word);
  }

  systemTexts(): readonly PlacedText[] {
    return textsOf(this.#read("system"), ["system"]);
  }

  firstUserTexts(): readonly PlacedText[] {
    for (const [position, span] of this.#messages().entries()) {
      const first = this.#parse(span);
      if (isJsonObject(first) && first.role === "user")
        return textsOf(first.content, ["messages", position, "content"]);
    }
    return [];
  }

  thinking(): JsonObject | undefined {
    return this.#readObject("thinking");
  }

  outputConfig(): JsonObject | undefined {
    return this.#readObject("output_config");
  }

  permissionMode(): string | undefined {
    if (!this.#contains("safeguards", "permission_mode")) return undefined;
    const safeguards = this.#read("safeguards");
    for (const entry of Array.isArray(safeguards) ? safeguards : []) {
      const context = isJsonObject(entry) ? entry.classifier_context : undefined;
      if (isJsonObject(context) && typeof context.permission_mode === "string")
        return context.permission_mode;
    }
    return undefined;
  }

  turnMentions(word: string): boolean {
    if (!this.#contains("messages", word)) return false;
    for (const span of this.#messages().toReversed()) {
      const entry = this.#parse(span);
      if (!isJsonObject(entry) || entry.role === "assistant") continue;
      const texts = textsOf(entry.content, []);
      if (texts.some(({ text }) => text.includes(word))) return true;
      if (entry.role === "user" && texts.length > 0) return false;
    }
    return false;
  }

  userId(): string | undefined {
    const id = this.#readObject("metadata")?.user_id;
    return typeof id === "string" ? id : undefined;
  }

  #messages(): readonly Span[] {
    return memberOf(this.#index, "messages")?.elements ?? [];
  }

  #parse({ start, end }: Span): JsonValue | undefined {
    return parseJson(this.#body.toString("utf8", start, end));
  }

  #read(key: string): JsonValue | undefined {
    const member = memberOf(this.#index, key);
    return member && this.#parse(member);
  }

  #readObject(key: string): JsonObject | undefined {
    const value = this.#read(key);
    return isJsonObject(value) ? value : undefined;
  }

  /** Whether an ASCII word stands in a member as it was written. */
  #contains(key: string, word: string): boolean {
    const member = memberOf(this.#index, key);
    return member !== undefined && this.#body.subarray(member.start, member.end).includes(word, 0, "latin1");
  }
}

/** View of an Anthropic body by the spans of its members. */
export function viewOfBody(bytes: Uint8Array, index: JsonIndex, headers: Headers): RequestView {
  return new BodyView(bytes, index, headers);
}

function hubTexts(content: string | readonly ContentBlock[], path: JsonPath): PlacedText[] {
  if (typeof content === "string") return [{ text: content, path }];
  return content.flatMap((block, position) =>
    block.type === "text" ? [{ text: block.text, path: [...path, position, "text"] }] : [],
  );
}

/** View of a request that came in another format and was decoded already. */
export function viewOfRequest(request: MessagesRequest, headers: Headers, bytes: number): RequestView {
  const { messages, tools = [] } = request;
  const systemTexts = (): PlacedText[] =>
    request.system === undefined ? [] : hubTexts(request.system, ["system"]);
  return {
    model: request.model,
    headers,
    bytes,
    hasTools: () => tools.length > 0,
    toolCount: () => tools.length,
    toolTypes: () => tools.flatMap((tool) => (tool.kind === "typed" ? [tool.type] : [])),
    messageCount: () => messages.length,
    systemMentions: (word) => systemTexts().some(({ text }) => text.includes(word)),
    systemTexts,
    firstUserTexts: () => {
      const position = messages.findIndex(({ role }) => role === "user");
      const first = messages[position];
      return first ? hubTexts(first.content, ["messages", position, "content"]) : [];
    },
    thinking: () => request.thinking && { ...request.thinking },
    outputConfig: () => request.output_config && { ...request.output_config },
    permissionMode: () => undefined,
    turnMentions: (word) => {
      for (const { role, content } of messages.toReversed()) {
        if (role === "assistant") continue;
        const texts = hubTexts(content, []);
        if (texts.some(({ text }) => text.includes(word))) return true;
        if (role === "user" && texts.length > 0) return false;
      }
      return false;
    },
    userId: () => request.metadata?.user_id ?? undefined,
  };
}

/** Edit that leaves `remainder` where a placed text stood. */
export function replaceText(placed: PlacedText, remainder: string): JsonEdit {
  return { path: placed.path, value: remainder };
}
