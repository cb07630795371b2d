import type { ContentBlock, MessageParam } from "../../anthropic/request.ts";
import type { ContentPart } from "./chat-message.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { renderDocument, renderImage, renderSearchResult, textPart } from "./render-blocks.ts";

/** A message's content as blocks. */
export function blocksOf({ content }: Pick<MessageParam, "content">): readonly ContentBlock[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

function encodeBlock(block: ContentBlock, scope: EncodeScope): readonly ContentPart[] {
  switch (block.type) {
    case "text":
      // Several hosts answer 400 to text that is empty or blank.
      return block.text.trim() === "" ? [] : [textPart(block.text)];
    case "image":
      return [renderImage(block, scope)];
    case "document":
      return renderDocument(block, scope);
    case "search_result":
      return [renderSearchResult(block)];
    case "tool_reference":
      return [textPart(`Tool loaded: ${block.tool_name}`)];
    case "other":
      return [omitted(block.originalType, scope)];
    default:
      // Thinking in a user turn would be an injected thought; the others belong to the assistant.
      return [omitted(block.type, scope)];
  }
}

/** What stands for a block without a place: silence could leave a turn empty, and the model in the dark. */
function omitted(type: string, scope: EncodeScope): ContentPart {
  scope.dropped.add(`block:${type}`);
  return textPart(`[${type} omitted]`);
}

/** What a user, or a tool, says: the parts of blocks other than tool results. */
export function encodeContent(blocks: readonly ContentBlock[], scope: EncodeScope): readonly ContentPart[] {
  return blocks.flatMap((block) => encodeBlock(block, scope));
}
