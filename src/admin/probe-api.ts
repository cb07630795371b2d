import type { Hono } from "hono";
import * as v from "valibot";
import type { ProviderConfig } from "../config/config.ts";
import { didYouMean } from "../config/did-you-mean.ts";
import { RequestError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { featureNames } from "../pipeline/probe/feature-name.ts";
import { type ProbePlan, planProbes } from "../pipeline/probe/plan-probes.ts";
import { type ProbeResult, probeProvider } from "../pipeline/probe/probe-provider.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { requireJson } from "./require-json.ts";

const probeSchema = v.strictObject({
  provider: v.string(),
  /** The provider's own id. */
  model: v.string(),
  feature: v.picklist(featureNames),
});

function planJson({ provider, mappings, features, atMost, unpriced, plan }: ProbePlan): object {
  return {
    provider: provider.name,
    type: provider.type,
    enabled: provider.enabled,
    models: mappings.map(({ actualModel }) => actualModel),
    features,
    at_most_usd: atMost,
    unpriced,
    plan,
  };
}

function resultJson({ model, feature, outcome, reason, ms, requestId }: ProbeResult): object {
  return { model, feature, outcome, reason: reason ?? null, ms, request_id: requestId ?? null };
}

/** Mounts the test of providers: GET tells what it would send and cost, POST sends one request of it. */
export function mountProbeApi(app: Hono, deps: AdminDependencies): void {
  function find(name: string): ProviderConfig {
    const { providers } = deps.config();
    const provider = providers.find((candidate) => candidate.name === name);
    if (provider) return provider;
    const names = providers.map((candidate) => candidate.name);
    throw new RequestError("not_found", `No provider is named "${name}"${didYouMean(name, names) || "."}`);
  }

  app.get("/api/providers/test", (context) => {
    const name = context.req.query("provider");
    const providers = name === undefined ? deps.config().providers : [find(name)];
    const plans = providers.map((provider) => planProbes(deps.config(), provider, deps.now()));
    return context.json({ tests: plans.map(planJson) });
  });

  app.post("/api/providers/test", async (context) => {
    requireJson(context);
    const asked = v.safeParse(probeSchema, parseJson(await context.req.text()));
    if (!asked.success) {
      const known = featureNames.join(", ");
      throw new RequestError(
        "invalid_request",
        `Send an object with "provider", "model" and "feature"; features are ${known}.`,
      );
    }
    const { provider: name, model, feature } = asked.output;
    const { provider, mappings } = planProbes(deps.config(), find(name), deps.now());
    const mapping = mappings.find(({ actualModel }) => actualModel === model);
    if (!mapping) throw new RequestError("not_found", `Nothing maps to "${model}" at ${name}.`);
    const result = await probeProvider({ provider, mapping, feature }, deps, context.req.raw.signal);
    return context.json(resultJson(result));
  });
}
