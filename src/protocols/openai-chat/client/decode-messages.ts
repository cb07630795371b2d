import { isJsonObject, parseJson } from "../../../json.ts";
import { flatMapSliced, type Sliced } from "../../../sliced.ts";
import type { ContentBlock, MessageParam, TextBlock, ToolUseBlock } from "../../anthropic/request.ts";
import { pairToolResults } from "../../shared/pair-tool-results.ts";
import { type Drop, decodeContent, decodeText } from "./decode-content.ts";
import type { ClientCall, ClientMessage } from "./read-request.ts";
import { decodeReasoning } from "./reasoning-details.ts";

/** A conversation in the hub's shape. */
export interface DecodedConversation {
  readonly system: readonly TextBlock[];
  readonly messages: readonly MessageParam[];
}

type Assistant = Extract<ClientMessage, { role: "assistant" }>;

/** Anthropic allows letters, digits, `_` and `-`. The same id always becomes the same, in call and result. */
function decodeToolId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, "_") || "call_0";
}

/** The form before tools had no ids: a result answers the call before it. */
function legacyId(messages: readonly ClientMessage[], at: number): string {
  const call = messages.findLastIndex(
    (message, place) => place <= at && message.role === "assistant" && Boolean(message.function_call),
  );
  return `call_of_message_${call}`;
}

function decodeCall(id: string, { arguments: given, name }: ClientCall): ToolUseBlock {
  const input = typeof given === "string" ? parseJson(given) : given;
  return { type: "tool_use", id: decodeToolId(id), name, input: isJsonObject(input) ? input : {} };
}

function decodeAssistant(message: Assistant, legacy: string, drop: Drop): readonly ContentBlock[] {
  const { content, function_call, refusal, tool_calls } = message;
  const blocks: ContentBlock[] = [...decodeReasoning(message), ...decodeContent(content, drop)];
  if (refusal) blocks.push({ type: "text", text: refusal });
  for (const call of tool_calls ?? []) {
    if (call.function) blocks.push(decodeCall(call.id, call.function));
    else drop("tool_calls.custom");
  }
  if (function_call) blocks.push(decodeCall(legacy, function_call));
  return blocks;
}

function decodeResult(id: string, content: ClientMessage["content"], drop: Drop): ContentBlock {
  return {
    type: "tool_result",
    tool_use_id: id,
    content: typeof content === "string" ? content : decodeContent(content, drop),
  };
}

function decodeMessage(messages: readonly ClientMessage[], at: number, drop: Drop): readonly MessageParam[] {
  const message = messages[at];
  switch (message?.role) {
    case undefined:
      return [];
    case "system":
    case "developer":
      return [{ role: "system", content: decodeText(message.content, drop) }];
    case "user":
      return [{ role: "user", content: decodeContent(message.content, drop) }];
    case "assistant": {
      const legacy = message.function_call ? legacyId(messages, at) : "";
      return [{ role: "assistant", content: decodeAssistant(message, legacy, drop) }];
    }
    case "tool":
    case "function": {
      const id = message.role === "tool" ? decodeToolId(message.tool_call_id) : legacyId(messages, at);
      return [{ role: "user", content: [decodeResult(id, message.content, drop)] }];
    }
  }
}

/** Anthropic's turns alternate: neighbours of one role are one turn. */
function mergeNeighbours(messages: readonly MessageParam[]): readonly MessageParam[] {
  const turns: { role: MessageParam["role"]; content: string | ContentBlock[] }[] = [];
  for (const { content, role } of messages) {
    const last = turns.at(-1);
    if (content.length === 0) continue;
    if (typeof content === "string") turns.push({ role, content });
    else if (last?.role === role && typeof last.content !== "string") last.content.push(...content);
    else turns.push({ role, content: [...content] });
  }
  return turns;
}

/**
 * Decodes a conversation. System and developer messages that stand before anyone has spoken are the system text; later
 * ones stay in their place, but never between calls and their results.
 */
export function* decodeConversation(
  messages: readonly ClientMessage[],
  drop: Drop,
): Sliced<DecodedConversation> {
  const decoded = yield* flatMapSliced(messages, (_, at) => decodeMessage(messages, at, drop));
  const spoken = decoded.findIndex(({ role }) => role !== "system");
  const leading = spoken < 0 ? decoded : decoded.slice(0, spoken);
  return {
    system: leading.flatMap(({ content }): TextBlock[] =>
      typeof content === "string" && content !== "" ? [{ type: "text", text: content }] : [],
    ),
    messages: mergeNeighbours(yield* pairToolResults(decoded.slice(leading.length))),
  };
}
