import * as v from "valibot";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { DecodeContext, StreamFailure } from "../protocol.ts";
import { type AnswerBlock, emptyUsage, type Message } from "./events.ts";
import { readUsage } from "./read-usage.ts";
import { readStopReason } from "./stop-reason.ts";

const isObject = v.custom<JsonObject>(isJsonObject);

const answerBlock = v.variant("type", [
  v.object({ type: v.literal("text"), text: v.string() }),
  v.object({ type: v.literal("thinking"), thinking: v.string(), signature: v.exactOptional(v.string()) }),
  v.object({ type: v.literal("redacted_thinking"), data: v.string() }),
  v.object({ type: v.literal("tool_use"), id: v.string(), name: v.string(), input: isObject }),
  v.object({ type: v.literal("server_tool_use"), id: v.string(), name: v.string(), input: isObject }),
  v.object({
    type: v.literal("web_search_tool_result"),
    tool_use_id: v.string(),
    content: v.union([
      v.array(
        v.object({
          type: v.literal("web_search_result"),
          url: v.string(),
          title: v.string(),
          encrypted_content: v.fallback(v.string(), ""),
          page_age: v.fallback(v.nullable(v.string()), null),
        }),
      ),
      isObject,
    ]),
  }),
]);

/** One block of an answer; `undefined` for types the hub does not emit (code execution, MCP). */
export function decodeAnswerBlock(block: JsonValue): AnswerBlock | undefined {
  const result = v.safeParse(answerBlock, block);
  return result.success ? result.output : undefined;
}

/** A whole Anthropic answer, for clients of another format. */
export function decodeAnthropicResponse(body: JsonValue, context: DecodeContext): Message | StreamFailure {
  if (!isJsonObject(body))
    return { type: "failure", kind: "bad_response", message: "the answer is not a JSON object" };
  if (body.type === "error" || isJsonObject(body.error)) {
    return { type: "failure", body, message: "the upstream answered with an error" };
  }
  if (!Array.isArray(body.content)) {
    return { type: "failure", kind: "bad_response", message: "the answer has no content" };
  }
  const content = body.content.flatMap((block) => decodeAnswerBlock(block) ?? []);
  const details = body.stop_details;
  return {
    id: typeof body.id === "string" ? body.id : context.newId("msg_"),
    type: "message",
    role: "assistant",
    model: typeof body.model === "string" ? body.model : context.model,
    content,
    stop_reason: readStopReason(body.stop_reason) ?? "end_turn",
    stop_sequence: typeof body.stop_sequence === "string" ? body.stop_sequence : null,
    ...(isJsonObject(details) && { stop_details: details }),
    usage: readUsage(body.usage, emptyUsage),
  };
}
