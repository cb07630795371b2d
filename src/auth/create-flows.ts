import type { OAuthFlow } from "./flow.ts";
import { type FlowOverrides, resolveFlowSettings } from "./flow-settings.ts";
import { anthropicLogin, createAnthropicFlow } from "./flows/anthropic.ts";
import { createGoogleFlow, googleLogin } from "./flows/google.ts";
import { createOpenAiFlow, openAiLogin } from "./flows/openai.ts";
import type { Vendor } from "./vendor.ts";
import type { VendorHttp } from "./vendor-http.ts";

export type Flows = Readonly<Record<Vendor, OAuthFlow>>;

/** Creates the three flows with their published settings, as config and environment override them. @throws UserError */
export function createFlows(deps: {
  readonly http: VendorHttp;
  readonly overrides: Readonly<Partial<Record<Vendor, FlowOverrides>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> };
}): Flows {
  const { http, overrides, environment, clock } = deps;
  const settings = <Name extends string>(vendor: Vendor, published: Readonly<Record<Name, string>>) =>
    resolveFlowSettings(vendor, published, overrides[vendor] ?? {}, environment);
  return {
    anthropic: createAnthropicFlow(settings("anthropic", anthropicLogin), http, clock.now),
    openai: createOpenAiFlow(settings("openai", openAiLogin), http, clock.now),
    google: createGoogleFlow(settings("google", googleLogin), http, clock),
  };
}
