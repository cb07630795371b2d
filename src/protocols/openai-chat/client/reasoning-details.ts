import type { JsonObject } from "../../../json.ts";
import type { RedactedThinkingBlock, ThinkingBlock } from "../../anthropic/request.ts";
import { mergeReasoningDetail } from "../merge-reasoning-details.ts";

/*
 * Chat Completions has no word for signed thinking. ccm speaks of it as OpenRouter does (`reasoning_details`), which
 * clients know to send back as it came; the plain `reasoning_content` beside it is for those that only show it.
 */

/** The item that brings a thinking block to a client, whole or a piece of it: pieces of one block share its index. */
export function encodeThinkingDetail(
  { thinking, signature }: Pick<ThinkingBlock, "thinking" | "signature">,
  index: number,
): JsonObject {
  return { type: "reasoning.text", text: thinking, ...(signature && { signature }), index };
}

/** The item that brings thinking that nobody may read. */
export function encodeRedactedDetail({ data }: RedactedThinkingBlock, index: number): JsonObject {
  return { type: "reasoning.encrypted", data, index };
}

function decodeDetail(detail: JsonObject): ThinkingBlock | RedactedThinkingBlock | undefined {
  const { data, signature, text, type } = detail;
  if (type === "reasoning.encrypted" && typeof data === "string") return { type: "redacted_thinking", data };
  if (type !== "reasoning.text") return undefined;
  const thinking = typeof text === "string" ? text : "";
  const signed = typeof signature === "string" && signature !== "";
  if (thinking === "" && !signed) return undefined;
  return { type: "thinking", thinking, ...(signed && { signature }) };
}

/** What of an assistant message its client sends back of the thinking. */
export interface ReturnedReasoning {
  readonly reasoning_content?: string | null | undefined;
  readonly reasoning?: string | null | undefined;
  readonly reasoning_details?: readonly JsonObject[] | null | undefined;
}

/** Thinking that came back: with its signature where the client kept it, else its text alone. */
export function decodeReasoning(
  message: ReturnedReasoning,
): readonly (ThinkingBlock | RedactedThinkingBlock)[] {
  const details = (message.reasoning_details ?? []).reduce(mergeReasoningDetail, []);
  const detailed = details.flatMap((detail) => decodeDetail(detail) ?? []);
  if (detailed.length > 0) return detailed;
  const thinking = message.reasoning_content || message.reasoning || "";
  return thinking === "" ? [] : [{ type: "thinking", thinking }];
}
