import { anthropicDialect } from "./anthropic/dialect.ts";
import { anthropic } from "./anthropic/index.ts";
import { gemini } from "./gemini/index.ts";
import { openaiChatDialect } from "./openai-chat/dialect.ts";
import { openaiChat } from "./openai-chat/index.ts";

import { openaiResponsesDialect } from "./openai-responses/dialect.ts";
import { openaiResponses } from "./openai-responses/index.ts";
import type { Dialect, Protocol, ProtocolId } from "./protocol.ts";

/** Every wire format ccm speaks to providers. A new one is a folder and a line here. */
export const protocols: Readonly<Record<ProtocolId, Protocol>> = {
  anthropic,
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  gemini,
};

/** Every wire format clients speak to ccm. */
export const dialects = {
  anthropic: anthropicDialect,
  "openai-chat": openaiChatDialect,
  "openai-responses": openaiResponsesDialect,
} as const satisfies Partial<Record<ProtocolId, Dialect>>;
