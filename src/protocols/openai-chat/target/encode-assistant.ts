import type {
  ContentBlock,
  ThinkingBlock,
  ToolUseBlock,
  WebSearchToolResultBlock,
} from "../../anthropic/request.ts";
import type { AssistantMessage, ToolCall } from "./chat-message.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { renderWebSearch } from "./render-blocks.ts";
import { replayReasoning } from "./replay-reasoning.ts";
import { wireToolId } from "./tool-ids.ts";

function encodeCall({ id, name, input }: ToolUseBlock, scope: EncodeScope): ToolCall {
  return {
    id: wireToolId(id, scope.quirks.toolIds),
    type: "function",
    function: { name: scope.toolNames.toWire(name), arguments: JSON.stringify(input) },
  };
}

/**
 * All text of the turn. Neighbouring blocks are one sentence cut up by citations; blocks that stood apart are
 * paragraphs. A web search keeps its place as text when both halves are there; half a search is dropped.
 */
function encodeTexts(blocks: readonly ContentBlock[], scope: EncodeScope): string {
  const searches = new Map<string, WebSearchToolResultBlock>();
  for (const block of blocks)
    if (block.type === "web_search_tool_result") searches.set(block.tool_use_id, block);
  const paragraphs: string[] = [];
  let adjoins = false;
  for (const block of blocks) {
    if (block.type === "text") {
      const last = adjoins ? (paragraphs.pop() ?? "") : "";
      paragraphs.push(last + block.text);
      adjoins = true;
      continue;
    }
    adjoins = false;
    if (block.type !== "server_tool_use") continue;
    const result = searches.get(block.id);
    if (result) paragraphs.push(renderWebSearch(block, result));
    else scope.dropped.add("block:server_tool_use");
  }
  return paragraphs.filter((paragraph) => paragraph.trim() !== "").join("\n\n");
}

/** Blocks of an assistant turn that have a place in its message. */
const carried: ReadonlySet<ContentBlock["type"]> = new Set([
  "text",
  "thinking",
  "tool_use",
  "server_tool_use",
  "web_search_tool_result",
]);

function nameUncarried(blocks: readonly ContentBlock[], dropped: Set<string>): void {
  for (const block of blocks)
    if (!carried.has(block.type))
      dropped.add(`block:${block.type === "other" ? block.originalType : block.type}`);
}

/**
 * Encodes a turn as exactly one message with its text, calls and reasoning: several messages would tear the calls from
 * their results. With neither text nor calls there is none, since several hosts answer 400 to an empty message.
 */
export function encodeAssistant(
  blocks: readonly ContentBlock[],
  scope: EncodeScope,
): readonly AssistantMessage[] {
  nameUncarried(blocks, scope.dropped);
  const thinking = blocks.filter((block): block is ThinkingBlock => block.type === "thinking");
  const calls = blocks.filter((block): block is ToolUseBlock => block.type === "tool_use");
  const text = encodeTexts(blocks, scope);
  const replayed = replayReasoning(thinking, { text, hasCalls: calls.length > 0 }, scope);
  if (text === "" && calls.length === 0) return [];
  const message: AssistantMessage = {
    role: "assistant",
    content: replayed.prefix + text || scope.quirks.emptyContent,
    ...replayed.members,
    ...(calls.length > 0 && { tool_calls: calls.map((call) => encodeCall(call, scope)) }),
  };
  return [message];
}
