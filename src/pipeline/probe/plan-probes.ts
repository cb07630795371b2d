import type { Config, MappingConfig, ProviderConfig } from "../../config/config.ts";
import { costOf } from "../../usage/cost-of.ts";
import { isPlan, priceOf } from "../../usage/price-of.ts";
import { type FeatureName, featureNames } from "./feature-name.ts";
import { features } from "./features.ts";

/** The requests that a test of one provider sends: each of the features for each of the models. */
export interface ProbePlan {
  readonly provider: ProviderConfig;
  /** One for each model of the provider that the config names, in its order. */
  readonly mappings: readonly MappingConfig[];
  readonly features: readonly FeatureName[];
  /** US dollars at list price, at most, for the models whose price is known. */
  readonly atMost: number;
  /** Models without a known price. */
  readonly unpriced: readonly string[];
  /** A plan pays: nothing is billed for the tokens. */
  readonly plan: boolean;
}

/** Every model of a provider, once: the mapped ones as they are mapped first, then those that it lists itself. */
function mappingsOf(config: Config, { name, models }: ProviderConfig): readonly MappingConfig[] {
  const mapped = config.models
    .flatMap(({ mappings }) => mappings)
    .filter(({ provider }) => provider === name);
  const listed = models.map((actualModel) => ({ provider: name, actualModel, priority: 1 }));
  const byModel = new Map<string, MappingConfig>();
  for (const mapping of [...mapped, ...listed]) {
    if (!byModel.has(mapping.actualModel)) byModel.set(mapping.actualModel, mapping);
  }
  return [...byModel.values()];
}

/** What all probes of one model cost at most; `undefined` where its price is unknown. `at` in milliseconds since the epoch. */
function mostOf(provider: ProviderConfig, mapping: MappingConfig, at: number): number | undefined {
  const price = priceOf(provider.type, mapping.actualModel, at, mapping.price);
  if (!price) return undefined;
  let dollars = 0;
  for (const name of featureNames) {
    const { inputTokens: input, outputTokens: output } = features[name];
    const cost = costOf({ input, output }, price);
    if (cost === undefined) return undefined;
    dollars += cost;
  }
  return dollars;
}

/** Plans the test of a provider, and says before what it costs. */
export function planProbes(config: Config, provider: ProviderConfig, at: number): ProbePlan {
  const mappings = mappingsOf(config, provider);
  const costs = mappings.map((mapping) => ({
    model: mapping.actualModel,
    dollars: mostOf(provider, mapping, at),
  }));
  return {
    provider,
    mappings,
    features: featureNames,
    atMost: costs.reduce((sum, { dollars = 0 }) => sum + dollars, 0),
    unpriced: costs.flatMap(({ model, dollars }) => (dollars === undefined ? [model] : [])),
    plan: provider.authType !== "api_key" || isPlan(provider.type),
  };
}
