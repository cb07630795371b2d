import type { ProviderConfig } from "../../config/config.ts";
import type { AdminDependencies } from "../dependencies.ts";
import { type ProviderState, providerState } from "./provider-state.ts";

/** A provider of the config with how it stands. */
export interface StandingProvider {
  readonly provider: ProviderConfig;
  readonly state: ProviderState;
}

/** Tells of every provider how it stands now, in the file's order. */
export function listProviders(
  deps: Pick<AdminDependencies, "config" | "accounts" | "cooldowns">,
): readonly StandingProvider[] {
  const { providers, models } = deps.config();
  const around = { credentials: deps.accounts.credentials, cooldowns: deps.cooldowns.list(), models };
  return providers.map((provider) => ({ provider, state: providerState(provider, around) }));
}

/** `5 of 8`; empty without providers. */
export function countReady(providers: readonly StandingProvider[]): string {
  const ready = providers.filter(({ state }) => state.ready).length;
  return providers.length === 0 ? "" : `${ready} of ${providers.length}`;
}
