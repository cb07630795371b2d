import type { ContentBlock, MessageParam, ToolResultBlock, ToolUseBlock } from "../../anthropic/request.ts";
import type { ChatMessage, ContentPart, ToolMessage } from "./chat-message.ts";
import { joinParts } from "./chat-message.ts";
import { encodeAssistant } from "./encode-assistant.ts";
import { blocksOf, encodeContent } from "./encode-content.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { encodeOrphanResult, encodeToolResult } from "./encode-tool-result.ts";
import { textPart } from "./render-blocks.ts";
import { wireToolId } from "./tool-ids.ts";

/*
 * Anthropic puts a turn's tool results into the next user message, in any order and mixed with text. Chat Completions
 * wants, after an assistant message with N calls, exactly N tool messages before anything else: OpenAI, Azure,
 * DeepSeek, Moonshot and vLLM's templates answer 400 otherwise. So the conversation is cut into stretches of one
 * assistant turn and all that is said before the next, and each stretch is put in order by itself.
 */

interface Stretch {
  readonly assistant: readonly ContentBlock[];
  readonly replies: readonly MessageParam[];
}

function cutIntoStretches(messages: readonly MessageParam[]): readonly Stretch[] {
  const stretches: { assistant: ContentBlock[]; replies: MessageParam[] }[] = [];
  for (const message of messages) {
    const current = stretches.at(-1);
    if (message.role !== "assistant") {
      if (current) current.replies.push(message);
      else stretches.push({ assistant: [], replies: [message] });
    } else if (current && current.replies.length === 0) {
      current.assistant.push(...blocksOf(message));
    } else {
      stretches.push({ assistant: [...blocksOf(message)], replies: [] });
    }
  }
  return stretches;
}

function isToolResult(block: ContentBlock): block is ToolResultBlock {
  return block.type === "tool_result";
}

/** The role that carries instructions: OpenAI's reasoning models want `developer`. */
export type InstructionRole = "system" | "developer";

function encodeReplies(
  { replies }: Stretch,
  calls: readonly ToolUseBlock[],
  role: InstructionRole,
  scope: EncodeScope,
): readonly ChatMessage[] {
  const open = new Set(calls.map(({ id }) => id));
  const results = new Map<string, ToolResultBlock>();
  for (const block of replies.flatMap((reply) => blocksOf(reply).filter(isToolResult)))
    results.set(block.tool_use_id, block); // of two results for one call the later one holds

  const answers = calls.map(({ id }) => ({ id, ...encodeToolResult(results.get(id), scope) }));
  const messages: ChatMessage[] = answers.map(
    ({ id, text }): ToolMessage => ({
      role: "tool",
      tool_call_id: wireToolId(id, scope.quirks.toolIds),
      content: text,
    }),
  );

  let said: ContentPart[] = answers.flatMap(({ attachments }) => attachments);
  const flush = () => {
    if (said.length > 0) messages.push({ role: "user", content: joinParts(said) });
    said = [];
  };
  for (const reply of replies) {
    const parts = blocksOf(reply).flatMap((block) => {
      if (!isToolResult(block)) return encodeContent([block], scope);
      return open.has(block.tool_use_id) ? [] : encodeOrphanResult(block, scope);
    });
    if (parts.length === 0) continue;
    if (reply.role !== "system") {
      said.push(...parts);
    } else if (scope.quirks.midSystem === "in_place") {
      flush();
      messages.push({ role, content: textOf(parts) });
    } else {
      said.push(textPart(`<system-reminder>\n${textOf(parts)}\n</system-reminder>`));
    }
  }
  flush();
  return messages;
}

function textOf(parts: readonly ContentPart[]): string {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
}

/** Encodes the conversation. User messages that follow each other become one: strict chat templates demand it. */
export function encodeMessages(
  messages: readonly MessageParam[],
  role: InstructionRole,
  scope: EncodeScope,
): ChatMessage[] {
  return cutIntoStretches(messages).flatMap((stretch) => {
    const { message, calls } = encodeAssistant(stretch.assistant, scope);
    const replies = encodeReplies(stretch, calls, role, scope);
    return message ? [message, ...replies] : replies;
  });
}
