import { plainAnthropic } from "../protocols/anthropic/quirks.ts";
import { plainGemini } from "../protocols/gemini/quirks.ts";
import { plainChat } from "../protocols/openai-chat/quirks.ts";
import { plainResponses } from "../protocols/openai-responses/quirks.ts";
import type { WireQuirks } from "../protocols/wire-quirks.ts";
import type { ProviderRow, RowQuirks } from "./row.ts";

/** Every quirk of a row, the plain form where it says nothing; `login`: as met behind the row's OAuth endpoint. */
export function resolveQuirks(row: Pick<ProviderRow, "quirks" | "oauthEndpoint">, login = false): WireQuirks {
  const plain: WireQuirks = {
    anthropic: plainAnthropic,
    chat: plainChat,
    responses: plainResponses,
    gemini: plainGemini,
  };
  const own = overlay(plain, row.quirks);
  return login ? overlay(own, row.oauthEndpoint?.quirks) : own;
}

function overlay(under: WireQuirks, over: RowQuirks | undefined): WireQuirks {
  return {
    anthropic: { ...under.anthropic, ...over?.anthropic },
    chat: { ...under.chat, ...over?.chat },
    responses: { ...under.responses, ...over?.responses },
    gemini: { ...under.gemini, ...over?.gemini },
  };
}
