import type { ContentBlock, MessageParam, ToolResultBlock, ToolUseBlock } from "../../anthropic/request.ts";
import type { ChatMessage, ContentPart, ToolMessage, UserMessage } from "./chat-message.ts";
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

function isBlank(message: MessageParam): boolean {
  return blocksOf(message).every((block) => block.type === "text" && block.text.trim() === "");
}

function cutIntoStretches(messages: readonly MessageParam[]): readonly Stretch[] {
  const stretches: { assistant: ContentBlock[]; replies: MessageParam[] }[] = [];
  for (const message of messages) {
    const current = stretches.at(-1);
    if (isBlank(message)) continue;
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

/** The role that carries instructions: OpenAI's reasoning models want `developer`. */
export type InstructionRole = "system" | "developer";

/** A message before its parts are joined: what the user says next may belong to it. */
type Draft =
  | Exclude<ChatMessage, UserMessage>
  | { readonly role: "user"; readonly parts: readonly ContentPart[] };

function isToolResult(block: ContentBlock): block is ToolResultBlock {
  return block.type === "tool_result";
}

function textOf(parts: readonly ContentPart[]): string {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
}

/** What a message says beside the results of open calls. */
function encodeReply(
  reply: MessageParam,
  open: ReadonlySet<string>,
  role: InstructionRole,
  scope: EncodeScope,
): readonly Draft[] {
  const parts = blocksOf(reply).flatMap((block) => {
    if (!isToolResult(block)) return encodeContent([block], scope);
    return open.has(block.tool_use_id) ? [] : encodeOrphanResult(block, scope);
  });
  if (parts.length === 0) return [];
  if (reply.role !== "system") return [{ role: "user", parts }];
  if (scope.quirks.midSystem === "in_place") return [{ role, content: textOf(parts) }];
  return [{ role: "user", parts: [textPart(`<system-reminder>\n${textOf(parts)}\n</system-reminder>`)] }];
}

/** The results first, one message a call and in the calls' order, then their images, then all else. */
function encodeReplies(
  { replies }: Stretch,
  calls: readonly ToolUseBlock[],
  role: InstructionRole,
  scope: EncodeScope,
): readonly Draft[] {
  const results = new Map<string, ToolResultBlock>();
  for (const block of replies.flatMap((reply) => blocksOf(reply).filter(isToolResult)))
    results.set(block.tool_use_id, block); // of two results for one call the later one holds
  const answers = calls.map(({ id }) => ({ id, ...encodeToolResult(results.get(id), scope) }));
  const open = new Set(calls.map(({ id }) => id));
  return [
    ...answers.map(
      ({ id, text }): ToolMessage => ({
        role: "tool",
        tool_call_id: wireToolId(id, scope.quirks.toolIds),
        content: text,
      }),
    ),
    { role: "user", parts: answers.flatMap(({ attachments }) => attachments) },
    ...replies.flatMap((reply) => encodeReply(reply, open, role, scope)),
  ];
}

/** User messages that follow each other become one: strict chat templates demand that roles alternate. */
function joinDrafts(drafts: readonly Draft[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let said: ContentPart[] = [];
  const flush = () => {
    if (said.length > 0) messages.push({ role: "user", content: joinParts(said) });
    said = [];
  };
  for (const draft of drafts) {
    if (draft.role === "user") {
      said.push(...draft.parts);
    } else {
      flush();
      messages.push(draft);
    }
  }
  flush();
  return messages;
}

/** Encodes the conversation. */
export function encodeMessages(
  messages: readonly MessageParam[],
  role: InstructionRole,
  scope: EncodeScope,
): ChatMessage[] {
  const drafts = cutIntoStretches(messages).flatMap((stretch): readonly Draft[] => {
    const { message, calls } = encodeAssistant(stretch.assistant, scope);
    const replies = encodeReplies(stretch, calls, role, scope);
    return message ? [message, ...replies] : replies;
  });
  return joinDrafts(drafts);
}
