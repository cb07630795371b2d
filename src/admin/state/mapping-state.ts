import type { CredentialSource } from "../../auth/credential.ts";
import type { Cooldown } from "../../chain/cooldown.ts";
import type { MappingConfig, ModelConfig, ProviderConfig } from "../../config/config.ts";
import type { Tone } from "../components/status.tsx";
import type { AdminDependencies } from "../dependencies.ts";
import { formatClock } from "../words/moments.ts";
import { listProviders, type StandingProvider } from "./list-providers.ts";
import { credentialIds, restOf } from "./rest-of.ts";

/** Whether a mapping would be tried now. */
export interface MappingState {
  readonly tone: Tone;
  readonly word: string;
  readonly ready: boolean;
  /** When it heals by itself, in milliseconds since the epoch. */
  readonly until?: number;
  /** Whether it names a provider that does not exist. */
  readonly unknown?: true;
}

/** What mappings depend on. */
export interface MappingSurroundings {
  readonly providers: readonly StandingProvider[];
  readonly credentials: CredentialSource;
  /** The active ones. */
  readonly cooldowns: readonly Cooldown[];
  readonly now: number;
}

/** What mappings depend on now. */
export function mappingSurroundings(deps: AdminDependencies): MappingSurroundings {
  return {
    providers: listProviders(deps),
    credentials: deps.accounts.credentials,
    cooldowns: deps.cooldowns.list(),
    now: deps.now(),
  };
}

/** The end of the rest of one model at a provider; `undefined` while one of its credentials may try it. */
function endOfRest(
  { actualModel: model }: MappingConfig,
  provider: ProviderConfig,
  { credentials, cooldowns }: MappingSurroundings,
): number | undefined {
  const handles = credentials.handlesOf(provider);
  if ("reason" in handles) return undefined;
  const ids = credentialIds(handles);
  const rests = ids.flatMap((id) => restOf(id, { provider: provider.name, model }, cooldowns) ?? []);
  return rests.length < ids.length ? undefined : Math.min(...rests.map(({ until }) => until));
}

/** Tells how one mapping stands: its provider, and its model there. */
export function mappingState(mapping: MappingConfig, around: MappingSurroundings): MappingState {
  const standing = around.providers.find(({ provider }) => provider.name === mapping.provider);
  if (!standing) return { tone: "warn", word: "Unknown provider", ready: false, unknown: true };
  const { provider, state } = standing;
  if (!state.ready) {
    const { tone, word, until } = state;
    return { tone, word, ready: false, ...(until !== undefined && { until }) };
  }
  const until = endOfRest(mapping, provider, around);
  if (until === undefined) return { tone: "ok", word: "Ready", ready: true };
  return { tone: "wait", word: `Until ${formatClock(until, around.now)}`, ready: false, until };
}

/** Tells how a model stands, in the fewest words. */
export function modelState(model: ModelConfig, around: MappingSurroundings): MappingState {
  const states = model.mappings.map((mapping) => mappingState(mapping, around));
  const ready = states.filter((state) => state.ready).length;
  const unknown = states.filter((state) => state.unknown).length;
  const ends = states.flatMap(({ until }) => until ?? []);
  if (unknown > 0 && ready > 0) return { tone: "warn", word: `${unknown} unknown`, ready: true };
  if (ready === states.length && ready > 0) return { tone: "ok", word: "Ready", ready: true };
  if (ready > 0) {
    const tone = states[0]?.ready ? "ok" : "wait";
    return { tone, word: `${ready} of ${states.length} ready`, ready: true };
  }
  if (ends.length === 0) return { tone: "bad", word: "None ready", ready: false };
  const until = Math.min(...ends);
  return { tone: "wait", word: `Until ${formatClock(until, around.now)}`, ready: false, until };
}
