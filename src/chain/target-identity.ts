import type { CooldownSubject } from "./cooldown.ts";
import { credentialIdOf, type Target } from "./target.ts";

/** How cooldowns know a target. */
export function subjectOf(target: Target, configVersion: string): CooldownSubject {
  return {
    provider: target.provider.name,
    credential: credentialIdOf(target),
    model: target.mapping.actualModel,
    configVersion,
    credentialVersion: target.credential?.version ?? "",
  };
}

/** Identity of a target for affinity and repeats: mapping and credential. */
export function targetIdOf(target: Target): string {
  return JSON.stringify([target.provider.name, target.mapping.actualModel, credentialIdOf(target)]);
}

/** Targets at the same host for the same model: another key does not help while the host is down. */
export function isSameHost(one: Target, other: Target): boolean {
  return one.provider.name === other.provider.name && one.mapping.actualModel === other.mapping.actualModel;
}
