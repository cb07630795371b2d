import type { JsonObject } from "../../../json.ts";
import type { AnswerBlock, Message } from "../../anthropic/events.ts";
import type { EncodeContext } from "../../protocol.ts";
import { spellInput } from "../../shared/fold-events.ts";
import type { AnswerForm } from "./decode-request.ts";
import { encodeCitations } from "./encode-citations.ts";
import { encodeFinishReason } from "./encode-finish-reason.ts";
import { encodeUsage } from "./encode-usage.ts";
import { encodeRedactedDetail, encodeThinkingDetail } from "./reasoning-details.ts";

type ToolUse = Extract<AnswerBlock, { type: "tool_use" }>;

function encodeFunction({ input, name }: ToolUse): JsonObject {
  return { name, arguments: spellInput(input) };
}

function encodeCalls(content: readonly AnswerBlock[], { legacyCalls }: AnswerForm): JsonObject {
  const calls = content.filter((block): block is ToolUse => block.type === "tool_use");
  const [first] = calls;
  if (!first) return {};
  if (legacyCalls) return { function_call: encodeFunction(first) };
  return {
    tool_calls: calls.map((call) => ({ id: call.id, type: "function", function: encodeFunction(call) })),
  };
}

function encodeReasoning(content: readonly AnswerBlock[]): JsonObject {
  const text: string[] = [];
  const details: JsonObject[] = [];
  for (const block of content) {
    if (block.type === "redacted_thinking") details.push(encodeRedactedDetail(block, details.length));
    if (block.type !== "thinking") continue;
    details.push(encodeThinkingDetail(block, details.length));
    if (block.thinking !== "") text.push(block.thinking);
  }
  return {
    ...(text.length > 0 && { reasoning_content: text.join("\n\n") }),
    ...(details.length > 0 && { reasoning_details: details }),
  };
}

/** A whole answer as a `chat.completion`. */
export function encodeChatMessage(message: Message, form: AnswerForm, context: EncodeContext): JsonObject {
  const { content, stop_reason, usage } = message;
  const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
  const annotations = content.flatMap(encodeCitations);
  return {
    id: context.newId("chatcmpl-"),
    object: "chat.completion",
    created: context.now(),
    model: context.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: text === "" ? null : text,
          refusal: null,
          ...encodeReasoning(content),
          ...encodeCalls(content, form),
          ...(annotations.length > 0 && { annotations }),
        },
        logprobs: null,
        finish_reason: encodeFinishReason(stop_reason, form),
      },
    ],
    usage: encodeUsage(usage),
    system_fingerprint: null,
  };
}
