import type { ProviderConfig } from "../../../src/config/config.ts";

/** A provider as the config has it, with what a test does not care for left at its default. */
export function providerConfig(more: Partial<ProviderConfig>): ProviderConfig {
  const name = more.name ?? "a-provider";
  return {
    name,
    type: "anthropic",
    enabled: true,
    authType: "api_key",
    keys: [],
    unsetVariables: [],
    keyVariables: [],
    oauthProvider: name,
    headers: {},
    models: [],
    timeouts: {},
    ...more,
  };
}
