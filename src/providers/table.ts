import type { ProviderRow } from "./row.ts";

/** Every provider type ccm knows, by the name a config uses. One row is all a new OpenAI-compatible provider takes. */
export const providerTable = {
  anthropic: {
    title: "Anthropic",
    protocol: "anthropic",
    baseUrl: "https://api.anthropic.com",
    auth: "x-api-key",
    keyVariable: "ANTHROPIC_API_KEY",
    keyUrl: "https://platform.claude.com/settings/keys",
    oauth: "anthropic",
    capabilities: { webSearch: true },
    quirks: { anthropic: { native: true, midSystem: true, serverTools: true, countTokens: true } },
  },
} as const satisfies Record<string, ProviderRow>;

export type ProviderType = keyof typeof providerTable;
