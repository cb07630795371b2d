import type { ProbeResult } from "../../pipeline/probe/probe-provider.ts";
import type { ProviderTest } from "./test-provider.ts";

/** What tests of providers found, for as long as ccm runs. */
export interface TestResults {
  note(test: ProviderTest): void;
  /** The last one, unless it is so old that it says nothing about now. */
  latest(provider: string): ProviderTest | undefined;
  noteProbe(provider: string, result: ProbeResult): void;
  probes(provider: string): readonly ProbeResult[];
}

const worthMs = 10 * 60_000;

/** Keeps results in memory; `now` is milliseconds since the epoch. */
export function createTestResults(now: () => number): TestResults {
  const tests = new Map<string, ProviderTest>();
  const probes = new Map<string, Map<string, ProbeResult>>();
  return {
    note: (test) => void tests.set(test.provider, test),
    latest(provider) {
      const test = tests.get(provider);
      return test && now() - test.at < worthMs ? test : undefined;
    },
    noteProbe(provider, result) {
      const found = probes.get(provider) ?? new Map<string, ProbeResult>();
      probes.set(provider, found.set(JSON.stringify([result.model, result.feature]), result));
    },
    probes: (provider) => [...(probes.get(provider)?.values() ?? [])],
  };
}
