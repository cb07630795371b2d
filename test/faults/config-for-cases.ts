import type { ConfigUnderTest, MappingEntry, ProviderEntry } from "../support/ccm/write-config.ts";
import { wires } from "../support/wire/wires.ts";
import type { Origins } from "./open-origins.ts";
import { type Case, providerName } from "./plan-cases.ts";

/** How long a target may be silent: short, since the suite waits for it, yet long for a busy machine. */
export const shortTimeouts = {
  // Half of it is what a JSON answer may take until its first byte.
  api_timeout_ms: 9000,
  connect_timeout_ms: 2000,
  first_event_timeout_ms: 2500,
  idle_timeout_ms: 2500,
} as const;

/** URL of a target: the stand-in reads from its path which case and which target is asked. */
function targetUrl(one: Case, slot: number, origins: Origins["urls"]): string {
  const origin = slot === 0 ? (one.fault.origin ?? "script") : "script";
  return `${origins[origin]}/${one.id}/${slot}`;
}

/** A configuration in which each case is a model whose providers are its own, so that no cooldown crosses cases. */
export function configForCases(cases: readonly Case[], origins: Origins["urls"]): ConfigUnderTest {
  const providers: ProviderEntry[] = [];
  const models = cases.map((one) => {
    const mappings = one.targets.map((wireId, slot): MappingEntry => {
      const name = providerName(one, slot);
      providers.push({ name, wire: wires[wireId], url: targetUrl(one, slot, origins) });
      return { provider: name, model: `model-${slot}`, extra: one.fault.mapping?.(slot) ?? [] };
    });
    return { name: one.id, mappings };
  });
  return {
    server: ['log_level = "warn"'],
    timeouts: shortTimeouts,
    providers,
    models,
  };
}
