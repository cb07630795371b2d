import { openMachine, type Protocol } from "../protocol.ts";
import { decodeChatResponse } from "./target/decode-response.ts";
import { chatStream } from "./target/decode-stream.ts";
import { encodeChatRequest } from "./target/encode-request.ts";
import { readChatEvent } from "./target/read-event.ts";

/** OpenAI's Chat Completions, as OpenAI and its many imitators serve it. */
export const openaiChat: Protocol = {
  id: "openai-chat",
  path: () => "/chat/completions",
  encodeRequest: encodeChatRequest,
  decodeResponse: decodeChatResponse,
  openDecoder: (context) => openMachine(chatStream, context, readChatEvent),
};
