import { flatMapSliced, type Sliced } from "../../../sliced.ts";
import type { ContentBlock, MessageParam, ToolResultBlock } from "../../anthropic/request.ts";
import { pairToolResults } from "../../shared/pair-tool-results.ts";
import type { ChatQuirks } from "../quirks.ts";
import type { AssistantMessage, ChatMessage, ContentPart, ToolMessage, UserMessage } from "./chat-message.ts";
import { joinParts } from "./chat-message.ts";
import { encodeAssistant } from "./encode-assistant.ts";
import { blocksOf, encodeContent } from "./encode-content.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { encodeToolResult } from "./encode-tool-result.ts";
import { textPart } from "./render-blocks.ts";
import { wireToolId } from "./tool-ids.ts";

/** The role that carries instructions: OpenAI's reasoning models want `developer`. */
export type InstructionRole = "system" | "developer";

/** A message before its parts are joined: what the user says next may belong to it. */
type Draft =
  | Exclude<ChatMessage, UserMessage>
  | { readonly role: "user"; readonly parts: readonly ContentPart[] };

function isToolResult(block: ContentBlock): block is ToolResultBlock {
  return block.type === "tool_result";
}

/** One message a result, then the images and files of all of them, then what else the user says. */
function encodeUser(blocks: readonly ContentBlock[], scope: EncodeScope): readonly Draft[] {
  const results = blocks
    .filter(isToolResult)
    .map((block): ToolMessage & { parts: readonly ContentPart[] } => {
      const { attachments, text } = encodeToolResult(block, scope);
      const tool_call_id = wireToolId(block.tool_use_id, scope.quirks.toolIds);
      return { role: "tool", tool_call_id, content: text, parts: attachments };
    });
  const said = encodeContent(
    blocks.filter((block) => !isToolResult(block)),
    scope,
  );
  return [
    ...results.map(({ parts: _, ...message }) => message),
    { role: "user", parts: [...results.flatMap(({ parts }) => parts), ...said] },
  ];
}

function encodeSystem(
  blocks: readonly ContentBlock[],
  role: InstructionRole,
  scope: EncodeScope,
): readonly Draft[] {
  const text = blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n\n");
  if (scope.quirks.midSystem === "in_place") return [{ role, content: text }];
  return [{ role: "user", parts: [textPart(`<system-reminder>\n${text}\n</system-reminder>`)] }];
}

function encodeMessage(message: MessageParam, role: InstructionRole, scope: EncodeScope): readonly Draft[] {
  const blocks = blocksOf(message);
  switch (message.role) {
    case "assistant":
      return encodeAssistant(blocks, scope);
    case "user":
      return encodeUser(blocks, scope);
    case "system":
      return encodeSystem(blocks, role, scope);
  }
}

/** Stands between tool results and the user's next words where the host wants the assistant to speak first. */
const acknowledgement: AssistantMessage = { role: "assistant", content: "Done." };

/** User messages that follow each other become one: strict chat templates demand that roles alternate. */
function joinDrafts(drafts: readonly Draft[], { userAfterTool }: ChatQuirks): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let said: ContentPart[] = [];
  const flush = () => {
    if (said.length === 0) return;
    if (!userAfterTool && messages.at(-1)?.role === "tool") messages.push(acknowledgement);
    messages.push({ role: "user", content: joinParts(said) });
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

function isBlank(message: MessageParam): boolean {
  return blocksOf(message).every((block) => block.type === "text" && block.text.trim() === "");
}

/**
 * Encodes the conversation. Chat Completions wants, after an assistant message with N calls, exactly N tool messages
 * before anything else: OpenAI, Azure, DeepSeek, Moonshot and vLLM's templates answer 400 otherwise.
 */
export function* encodeMessages(
  messages: readonly MessageParam[],
  role: InstructionRole,
  scope: EncodeScope,
): Sliced<ChatMessage[]> {
  const said = messages.filter((message) => !isBlank(message));
  yield;
  const paired = yield* pairToolResults(said);
  const drafts = yield* flatMapSliced(paired, (message) => encodeMessage(message, role, scope));
  return joinDrafts(drafts, scope.quirks);
}
