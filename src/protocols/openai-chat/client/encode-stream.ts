import type { JsonObject } from "../../../json.ts";
import type { AnswerBlock, BlockDelta, MessageEvent, Usage } from "../../anthropic/events.ts";
import type { EncodeContext, StreamEncoder } from "../../protocol.ts";
import { encodeOpenaiError } from "../../shared/openai-error.ts";
import type { AnswerForm } from "./decode-request.ts";
import { encodeCitations } from "./encode-citations.ts";
import { encodeFinishReason } from "./encode-finish-reason.ts";
import { encodeUsage } from "./encode-usage.ts";
import { encodeRedactedDetail, encodeThinkingDetail } from "./reasoning-details.ts";

/** A comment: clients' parsers skip it, proxies and idle timers see life. */
export const chatKeepAlive = ": ping\n\n";

function line(data: JsonObject): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** Encodes hub events as `chat.completion.chunk`s, all with the same id, time and model. */
export function openChatEncoder(form: AnswerForm, context: EncodeContext): StreamEncoder {
  const head = {
    id: context.newId("chatcmpl-"),
    object: "chat.completion.chunk",
    created: context.now(),
    model: context.model,
  };
  let open: AnswerBlock | undefined;
  let toolIndex = -1;
  let detailIndex = -1;
  let usage: Usage | undefined;

  // All that precedes the delta is the same in every chunk.
  const before = `data: ${JSON.stringify(head).slice(0, -1)},"choices":[{"index":0,"delta":`;
  const chunk = (delta: JsonObject, finishReason: string | null = null): string =>
    `${before}${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(finishReason)}}]}\n\n`;

  /** The second and later calls have no place in the old form. */
  const hidden = (): boolean => form.legacyCalls && toolIndex > 0;

  const onStart = (block: AnswerBlock): string => {
    open = block;
    switch (block.type) {
      case "thinking":
        detailIndex++;
        return "";
      case "tool_use": {
        toolIndex++;
        const called = { name: block.name, arguments: "" };
        if (hidden()) return "";
        if (form.legacyCalls) return chunk({ function_call: called });
        return chunk({
          tool_calls: [{ index: toolIndex, id: block.id, type: "function", function: called }],
        });
      }
      case "redacted_thinking":
        return chunk({ reasoning_details: [encodeRedactedDetail(block, ++detailIndex)] });
      case "web_search_tool_result": {
        const annotations = encodeCitations(block);
        return annotations.length === 0 ? "" : chunk({ annotations });
      }
      default:
        return "";
    }
  };

  const onDelta = ({ delta }: BlockDelta): string => {
    switch (delta.type) {
      case "text_delta":
        return chunk({ content: delta.text });
      case "thinking_delta": {
        const { thinking } = delta;
        const detail = encodeThinkingDetail({ thinking }, detailIndex);
        return chunk({ reasoning_content: thinking, reasoning_details: [detail] });
      }
      case "signature_delta": {
        const { signature } = delta;
        const detail = encodeThinkingDetail({ thinking: "", signature }, detailIndex);
        return chunk({ reasoning_details: [detail] });
      }
      case "input_json_delta": {
        // The input of a search that the provider runs is no call of the client's.
        if (open?.type !== "tool_use" || hidden() || delta.partial_json === "") return "";
        const called = { arguments: delta.partial_json };
        if (form.legacyCalls) return chunk({ function_call: called });
        return chunk({ tool_calls: [{ index: toolIndex, function: called }] });
      }
    }
  };

  return {
    push(event: MessageEvent) {
      switch (event.type) {
        case "message_start":
          return chunk({ role: "assistant", content: "" });
        case "content_block_start":
          return onStart(event.content_block);
        case "content_block_delta":
          return onDelta(event);
        case "message_delta":
          usage = event.usage;
          return chunk({}, encodeFinishReason(event.delta.stop_reason, form));
        case "ping":
          return chatKeepAlive;
        case "content_block_stop":
        case "message_stop":
          return "";
      }
    },
    end() {
      const counted =
        form.includeUsage && usage ? line({ ...head, choices: [], usage: encodeUsage(usage) }) : "";
      return `${counted}data: [DONE]\n\n`;
    },
    fail: (failure) => line(encodeOpenaiError(failure)),
  };
}
