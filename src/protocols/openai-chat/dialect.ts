import type { Dialect } from "../protocol.ts";
import { encodeOpenaiError } from "../shared/openai-error.ts";
import { decodeChatRequest } from "./client/decode-request.ts";
import { encodeChatMessage } from "./client/encode-message.ts";
import { chatKeepAlive, openChatEncoder } from "./client/encode-stream.ts";

/** Chat Completions as OpenAI's SDKs and their like speak it to ccm. */
export const openaiChatDialect: Dialect = {
  id: "openai-chat",
  *decodeRequest(body) {
    const { dropped, form, request } = yield* decodeChatRequest(body);
    return {
      request,
      dropped,
      encodeMessage: (message, context) => encodeChatMessage(message, form, context),
      openEncoder: (context) => openChatEncoder(form, context),
    };
  },
  encodeError: encodeOpenaiError,
  keepAlive: chatKeepAlive,
};
