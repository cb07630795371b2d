import type { ToolResultBlock } from "../../anthropic/request.ts";
import type { ContentPart } from "./chat-message.ts";
import { blocksOf, encodeContent } from "./encode-content.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { textPart } from "./render-blocks.ts";
import { wireToolId } from "./tool-ids.ts";

/** Some hosts answer 400 to an empty result. */
const noOutput = "(no output)";

/** A tool's result in the two places that Chat Completions has for it. */
export interface EncodedToolResult {
  /** The content of the tool message, which holds text alone. */
  readonly text: string;
  /** Images and files, to follow in a user message after all tool messages of the turn. */
  readonly attachments: readonly ContentPart[];
}

/** Chat Completions has no flag for a failed call: the text must say it. */
function flagError(text: string): string {
  return /^\s*(?:<tool_use_error>|error\b)/i.test(text) ? text : `Error: ${text}`;
}

/** Encodes one result. */
export function encodeToolResult(result: ToolResultBlock, scope: EncodeScope): EncodedToolResult {
  const parts = encodeContent(blocksOf({ content: result.content ?? [] }), scope);
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const media = parts.filter((part) => part.type !== "text");
  if (media.length > 0) texts.push("[its images or files follow in the next user message]");
  const text = texts.join("\n") || noOutput;
  return {
    text: result.is_error ? flagError(text) : text,
    attachments:
      media.length === 0
        ? []
        : [textPart(`From the result of ${wireToolId(result.tool_use_id, scope.quirks.toolIds)}:`), ...media],
  };
}
