import type { AnthropicQuirks } from "./anthropic/quirks.ts";
import type { GeminiQuirks } from "./gemini/quirks.ts";
import type { ChatQuirks } from "./openai-chat/quirks.ts";
import type { ResponsesQuirks } from "./openai-responses/quirks.ts";

/** The closed record of what hosts of one protocol vary in. Never sniffed from a URL: a provider's row states it. */
export interface WireQuirks {
  readonly anthropic: AnthropicQuirks;
  readonly chat: ChatQuirks;
  readonly responses: ResponsesQuirks;
  readonly gemini: GeminiQuirks;
}
