import type { ProtocolId } from "../../src/protocols/protocol.ts";
import type { ProviderRow } from "../../src/providers/row.ts";
import { providerRow, providerTypes } from "../../src/providers/table.ts";

const formats: Readonly<Record<ProtocolId, string>> = {
  anthropic: "Anthropic",
  "openai-chat": "OpenAI Chat",
  "openai-responses": "OpenAI Responses",
  gemini: "Gemini",
};

/** How a user proves who pays. */
function credentialOf(row: ProviderRow): string {
  const key = row.keyVariable === undefined ? undefined : `\`$${row.keyVariable}\``;
  if (row.auth === "none") return row.protocol === "gemini" ? "Google credentials of the machine" : "none";
  if (row.auth === "optional-bearer") return key === undefined ? "none, or a key" : `none, or ${key}`;
  return `${key ?? "a key"}${row.oauth === undefined ? "" : ", or a login"}`;
}

/** The table of provider types, in the order of the code's own. */
export function renderProviders(): string {
  const rows = providerTypes.map((type) => {
    const row = providerRow(type);
    const where = row.baseUrl === undefined ? "needs `base_url`" : formats[row.protocol];
    return `| \`${type}\` | ${row.title} | ${where} | ${credentialOf(row)} |`;
  });
  return ["| `provider_type` | provider | format | credential |", "|---|---|---|---|", ...rows].join("\n");
}
