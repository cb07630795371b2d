import type { Setup, SetupModel } from "../../config/setup.ts";
import type { Candidate } from "./candidate.ts";

const tiers = ["main", "think", "background"] as const;
type Tier = (typeof tiers)[number];

function modelOf({ models }: Candidate, tier: Tier): string | undefined {
  return models?.[tier] ?? models?.main;
}

/**
 * The name of a config's model: what it is for. Anthropic's keep their own, so that what a person picks in Claude Code is
 * what answers; under another name they would all be mapped to the default.
 */
function nameOf(tier: Tier, first: Candidate): string {
  const own = modelOf(first, tier);
  return first.provider.type === "anthropic" && own !== undefined ? own : tier;
}

/**
 * Makes a setup of providers, first to last: each kind of request goes to the first one's model for it, and on failure to the
 * next one's. A kind for which nobody has a model of its own gets no route.
 * @param others all have models, as `first` has
 */
export function planSetup(first: Candidate, others: readonly Candidate[]): Setup {
  const all = [first, ...others];
  const needed = tiers.filter((tier) => all.some(({ models }) => models?.[tier] !== undefined));
  const models = new Map<string, SetupModel>();
  for (const tier of needed) {
    const name = nameOf(tier, first);
    const mappings = all.flatMap((one) => {
      const model = modelOf(one, tier);
      return model === undefined ? [] : [{ provider: one.provider.name, model }];
    });
    if (!models.has(name)) models.set(name, { name, mappings });
  }
  const route = (tier: "think" | "background") =>
    needed.includes(tier) ? { [tier]: nameOf(tier, first) } : {};
  return {
    server: {},
    routes: { default: nameOf("main", first), ...route("think"), ...route("background") },
    providers: all.map(({ provider }) => provider),
    models: [...models.values()],
    leftOut: [],
  };
}
