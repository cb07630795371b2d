import type { Config } from "./config.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { FindingLog } from "./findings.ts";
import type { ConfigFile } from "./schema.ts";

const routes = ["default", "think", "websearch", "background", "long_context"] as const;

/** Warns of routes to models and mappings to providers that do not exist. */
export function checkReferences(
  file: ConfigFile,
  { models, providers }: Pick<Config, "models" | "providers">,
  findings: FindingLog,
): void {
  const servable = new Set([
    ...models.map(({ name }) => name),
    ...providers.flatMap((provider) => provider.models),
  ]);
  for (const route of routes) {
    const model = file.router[route];
    if (!model || servable.has(model)) continue;
    findings.warn(["router", route], `there is no model "${model}"${didYouMean(model, servable)}`);
  }
  const providerNames = new Set(providers.map(({ name }) => name));
  file.models.forEach((model, modelIndex) => {
    model.mappings.forEach(({ provider }, index) => {
      if (provider === "" || providerNames.has(provider)) return;
      const path = ["models", modelIndex, "mappings", index, "provider"];
      findings.warn(
        path,
        `there is no provider "${provider}": skipped${didYouMean(provider, providerNames)}`,
      );
    });
  });
}
