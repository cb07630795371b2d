import { anthropicWire } from "./anthropic-wire.ts";
import { chatWire } from "./chat-wire.ts";
import { geminiWire } from "./gemini-wire.ts";
import { responsesWire } from "./responses-wire.ts";
import type { Wire, WireId } from "./wire.ts";

/** Every wire format a provider may speak. */
export const wires: Readonly<Record<WireId, Wire>> = {
  anthropic: anthropicWire,
  "openai-chat": chatWire,
  "openai-responses": responsesWire,
  gemini: geminiWire,
};

export const wireIds: readonly WireId[] = ["anthropic", "openai-chat", "openai-responses", "gemini"];
