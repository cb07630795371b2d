import type { JsonEdit, JsonPath } from "../../http/json-splice.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import { isCcmSignature } from "../shared/thinking-signature.ts";
import type { AnthropicQuirks } from "./quirks.ts";

/*
 * What must change in an Anthropic body that is relayed to an Anthropic-format host. For Anthropic itself only thinking
 * that it did not sign goes: it answers 400 to it. Other hosts do not know Claude Code's newest members, whose beta
 * headers they do not get either.
 */

/** What decides whether a thinking block may go to the target. */
export interface ThinkingFilter {
  /** Whether this signature was made by someone else than the target. */
  isForeign(signature: string): boolean;
}

/** Members that only mean something together with a beta header that other hosts are not sent. */
const betaMembers = [
  "context_management",
  "safeguards",
  "mcp_servers",
  "container",
  "diagnostics",
  "speed",
] as const;

/** Claude Code declares it so that deferred tools stay out of the prompt; it is never called. */
const placeholderTool = "DeferredToolPlaceholder";

function isForeignThinking(block: JsonObject, filter: ThinkingFilter): boolean {
  if (block.type !== "thinking") return false;
  const signature = typeof block.signature === "string" ? block.signature : "";
  return signature === "" || isCcmSignature(signature) || filter.isForeign(signature);
}

/** Removes foreign thinking; a turn that held nothing else keeps a short text, since empty content is refused. */
function thinkingEdits(messages: readonly JsonValue[], filter: ThinkingFilter): JsonEdit[] {
  return messages.flatMap((message, position): JsonEdit[] => {
    if (!isJsonObject(message) || message.role !== "assistant" || !Array.isArray(message.content)) return [];
    const { content } = message;
    const path: JsonPath = ["messages", position, "content"];
    const foreign = content.flatMap((block, at) =>
      isJsonObject(block) && isForeignThinking(block, filter) ? [at] : [],
    );
    if (foreign.length === 0) return [];
    if (foreign.length === content.length)
      return [{ path, value: [{ type: "text", text: "(thinking omitted)" }] }];
    return foreign.map((at) => ({ path: [...path, at], remove: true }));
  });
}

/** Whether any thinking of the conversation might be foreign; decided on the raw text, without parsing it. */
export function mayHoldForeignThinking(body: Buffer, filter: ThinkingFilter): boolean {
  const key = '"signature"';
  // Searching for Latin-1 costs half of searching for UTF-8.
  const find = (mark: string, from: number): number => body.indexOf(mark, from, "latin1");
  for (let at = find(key, 0); at >= 0; at = find(key, at + key.length)) {
    const open = find('"', at + key.length);
    const close = find('"', open + 1);
    if (open < 0 || close < 0) return true;
    const signature = body.toString("latin1", open + 1, close);
    if (signature === "" || isCcmSignature(signature) || filter.isForeign(signature)) return true;
  }
  return false;
}

function isAttribution(block: JsonValue | undefined): boolean {
  return (
    isJsonObject(block) &&
    typeof block.text === "string" &&
    block.text.startsWith("x-anthropic-billing-header:")
  );
}

function systemEdits(system: JsonValue | undefined): JsonEdit[] {
  if (!Array.isArray(system)) return [];
  return system.flatMap((block, position): JsonEdit[] =>
    isAttribution(block) ? [{ path: ["system", position], remove: true }] : [],
  );
}

function textOf(content: JsonValue | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .flatMap((block) => (isJsonObject(block) && typeof block.text === "string" ? [block.text] : []))
    .join("\n");
}

function midSystemEdits(messages: readonly JsonValue[]): JsonEdit[] {
  return messages.flatMap((message, position): JsonEdit[] => {
    if (!isJsonObject(message)) return [];
    const path: JsonPath = ["messages", position];
    if (message.role === "system") {
      const text = `<system-reminder>\n${textOf(message.content)}\n</system-reminder>`;
      return [{ path, value: { role: "user", content: [{ type: "text", text }] } }];
    }
    return message.output_config === undefined ? [] : [{ path: [...path, "output_config"], remove: true }];
  });
}

function toolReferenceEdits(messages: readonly JsonValue[]): JsonEdit[] {
  const edits: JsonEdit[] = [];
  messages.forEach((message, m) => {
    if (!isJsonObject(message) || !Array.isArray(message.content)) return;
    message.content.forEach((block, b) => {
      if (!isJsonObject(block) || !Array.isArray(block.content)) return;
      block.content.forEach((part, p) => {
        if (!isJsonObject(part) || part.type !== "tool_reference") return;
        const path = ["messages", m, "content", b, "content", p];
        edits.push({ path, value: { type: "text", text: `Tool loaded: ${String(part.tool_name)}` } });
      });
    });
  });
  return edits;
}

function toolEdits(tools: JsonValue | undefined, quirks: AnthropicQuirks): JsonEdit[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool, position): JsonEdit[] => {
    if (!isJsonObject(tool)) return [];
    const path: JsonPath = ["tools", position];
    const isServerTool =
      typeof tool.type === "string" && /^(?:web_search|web_fetch|code_execution|tool_search)/.test(tool.type);
    if (tool.name === placeholderTool || (isServerTool && !quirks.serverTools))
      return [{ path, remove: true }];
    return tool.defer_loading === undefined ? [] : [{ path: [...path, "defer_loading"], remove: true }];
  });
}

/** The edits for one relay, from the parsed body. */
export function relayEdits(
  body: JsonObject,
  quirks: AnthropicQuirks,
  filter: ThinkingFilter,
): readonly JsonEdit[] {
  const messages = Array.isArray(body.messages) ? body.messages : [];
  const thinking = thinkingEdits(messages, filter);
  if (quirks.native) return thinking;
  return [
    ...thinking,
    ...systemEdits(body.system),
    ...(quirks.midSystem ? [] : midSystemEdits(messages)),
    ...toolReferenceEdits(messages),
    ...toolEdits(body.tools, quirks),
    ...betaMembers.flatMap((key): JsonEdit[] =>
      body[key] === undefined ? [] : [{ path: [key], remove: true }],
    ),
  ];
}
