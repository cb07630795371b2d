import { Buffer } from "node:buffer";
import type { JsonIndex, Member, Span } from "../http/json-index.ts";
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
  return view
    .systemTexts()
    .some(
      ({ text }) => text.startsWith("x-anthropic-billing-header:") && text.includes("cc_is_subagent=true"),
    );
}

const utf8 = new TextDecoder();

function textsOf(content: JsonValue | undefined, path: JsonPath): PlacedText[] {
  if (typeof content === "string") return [{ text: content, path }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block, position) =>
    isJsonObject(block) && block.type === "text" && typeof block.text === "string"
      ? [{ text: block.text, path: [...path, position, "text"] }]
      : [],
  );
}

/** View of an Anthropic body by the spans of its members. */
export function viewOfBody(bytes: Uint8Array, index: JsonIndex, headers: Headers): RequestView {
  const members = new Map<string, Member>(index.members.map((member) => [member.key, member]));
  const slice = ({ start, end }: Span): string => utf8.decode(bytes.subarray(start, end));
  const read = (key: string): JsonValue | undefined => {
    const member = members.get(key);
    return member && parseJson(slice(member));
  };
  const readObject = (key: string): JsonObject | undefined => {
    const value = read(key);
    return isJsonObject(value) ? value : undefined;
  };
  const contains = (key: string, word: string): boolean => {
    const member = members.get(key);
    if (!member) return false;
    return Buffer.from(bytes.buffer, bytes.byteOffset + member.start, member.end - member.start).includes(
      word,
    );
  };
  const messages = members.get("messages")?.elements ?? [];
  const message = (position: number): JsonObject | undefined => {
    const span = messages[position];
    const value = span && parseJson(slice(span));
    return isJsonObject(value) ? value : undefined;
  };
  const model = read("model");
  return {
    model: typeof model === "string" ? model : "",
    headers,
    bytes: bytes.length,
    hasTools: () => (members.get("tools")?.elements?.length ?? 0) > 0,
    toolCount: () => members.get("tools")?.elements?.length ?? 0,
    toolTypes: () => {
      // Tool schemas are a third of a body; a versioned tool is the exception.
      if (!contains("tools", "web_search") && !contains("tools", "_20")) return [];
      const tools = read("tools");
      if (!Array.isArray(tools)) return [];
      return tools.flatMap((tool) =>
        isJsonObject(tool) && typeof tool.type === "string" ? [tool.type] : [],
      );
    },
    systemTexts: () => textsOf(read("system"), ["system"]),
    firstUserTexts: () => {
      for (let position = 0; position < messages.length; position++) {
        const first = message(position);
        if (first?.role === "user") return textsOf(first.content, ["messages", position, "content"]);
      }
      return [];
    },
    thinking: () => readObject("thinking"),
    outputConfig: () => readObject("output_config"),
    permissionMode: () => {
      if (!contains("safeguards", "permission_mode")) return undefined;
      const safeguards = read("safeguards");
      for (const entry of Array.isArray(safeguards) ? safeguards : []) {
        const context = isJsonObject(entry) ? entry.classifier_context : undefined;
        if (isJsonObject(context) && typeof context.permission_mode === "string")
          return context.permission_mode;
      }
      return undefined;
    },
    turnMentions: (word) => {
      if (!contains("messages", word)) return false;
      for (let position = messages.length - 1; position >= 0; position--) {
        const entry = message(position);
        if (!entry || entry.role === "assistant") continue;
        const texts = textsOf(entry.content, []);
        if (texts.some(({ text }) => text.includes(word))) return true;
        if (entry.role === "user" && texts.length > 0) return false;
      }
      return false;
    },
    userId: () => {
      const id = readObject("metadata")?.user_id;
      return typeof id === "string" ? id : undefined;
    },
  };
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
  return {
    model: request.model,
    headers,
    bytes,
    hasTools: () => tools.length > 0,
    toolCount: () => tools.length,
    toolTypes: () => tools.flatMap((tool) => (tool.kind === "typed" ? [tool.type] : [])),
    systemTexts: () => (request.system === undefined ? [] : hubTexts(request.system, ["system"])),
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
