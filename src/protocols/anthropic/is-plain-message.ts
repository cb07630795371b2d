import { isJsonObject } from "../../json.ts";
import type { MessageParam } from "./request.ts";

/*
 * Nine messages in ten are made of text, calls, results and thinking. Whether such a one is in order is looked at by
 * hand, since the schema takes thirty times as long; whatever is not found to be plain here is the schema's to judge.
 */

const roles: ReadonlySet<unknown> = new Set<MessageParam["role"]>(["user", "assistant", "system"]);

function isString(value: unknown): value is string {
  return typeof value === "string";
}

/** Exactly absent: `null` is the schema's to refuse, and so is a member that is there without a value. */
function isAbsent(object: object, member: string): boolean {
  return !(member in object);
}

function isPlainBlock(block: unknown): boolean {
  if (!isJsonObject(block)) return false;
  switch (block.type) {
    case "text":
      return isString(block.text);
    case "thinking":
      return isString(block.thinking) && (isString(block.signature) || isAbsent(block, "signature"));
    case "tool_use":
      return isString(block.id) && isString(block.name) && isJsonObject(block.input);
    case "tool_result":
      return (
        isString(block.tool_use_id) &&
        (isPlainContent(block.content) || isAbsent(block, "content")) &&
        (typeof block.is_error === "boolean" || isAbsent(block, "is_error"))
      );
    default:
      return false;
  }
}

function isPlainContent(content: unknown): boolean {
  if (isString(content)) return true;
  if (!Array.isArray(content)) return false;
  for (const block of content) if (!isPlainBlock(block)) return false;
  return true;
}

/** Whether a message is in order and needs no change to be the hub's. */
export function isPlainMessage(message: unknown): message is MessageParam {
  return isJsonObject(message) && roles.has(message.role) && isPlainContent(message.content);
}
