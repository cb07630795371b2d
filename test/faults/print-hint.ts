import type { ConfigUnderTest } from "../support/ccm/write-config.ts";

/**
 * What another proxy must be configured with to be put to the test: a line of JSON for each model with its targets in
 * the order in which they are to be tried.
 */
export function hintFor(config: ConfigUnderTest): string {
  const providers = new Map(config.providers.map((provider) => [provider.name, provider]));
  const lines = config.models.map(({ name, mappings }) => {
    const targets = mappings.map((mapping) => {
      const provider = providers.get(mapping.provider);
      return {
        protocol: provider?.wire.id,
        baseUrl: provider ? provider.url + provider.wire.basePath : "",
        model: mapping.model,
      };
    });
    return JSON.stringify({ model: name, targets });
  });
  const timeouts = JSON.stringify(config.timeouts);
  return [`# timeouts in milliseconds: ${timeouts}`, "# any API key will do", ...lines].join("\n");
}
