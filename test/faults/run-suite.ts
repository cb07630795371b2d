import * as v from "valibot";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { configForCases } from "./config-for-cases.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { openOrigins } from "./open-origins.ts";
import type { Case } from "./plan-cases.ts";
import { type CaseResult, runCase, type Theatre } from "./run-case.ts";
import { Stage } from "./stage.ts";

export interface SuiteOptions {
  /** URL of another proxy that has been configured for these cases; absent: a ccm is started. */
  readonly target?: string;
  /** Port of the stand-in that the other proxy has been told. */
  readonly port?: number;
  /** Cases that are played at a time: a slow proxy under many looks like one that stalls. */
  readonly atOnce?: number;
}

export interface SuiteResult {
  readonly results: readonly CaseResult[];
  /** Cases for which this machine offers no place. */
  readonly skipped: readonly Case[];
  /** What ccm wrote; empty for another proxy. */
  readonly log: string;
}

/** Cases that share one ccm: a configuration of a size that people have, or nearly. */
const batchSize = 500;

/** Plays all cases against ccm or another proxy, many at a time. */
export async function runSuite(cases: readonly Case[], options: SuiteOptions = {}): Promise<SuiteResult> {
  const { target, atOnce = 48 } = options;
  const stage = new Stage(cases);
  const origins = await openOrigins(stage, options.port);
  const playable = cases.filter(({ fault }) => origins.urls[fault.origin ?? "script"] !== undefined);
  const skipped = cases.filter((one) => !playable.includes(one));
  try {
    if (target) return { results: await playAll(playable, { url: target, stage }, atOnce), skipped, log: "" };
    const results: CaseResult[] = [];
    let log = "";
    for (let at = 0; at < playable.length; at += batchSize) {
      const batch = playable.slice(at, at + batchSize);
      const ccm = await startCcm({ config: configForCases(batch, origins.urls) });
      const theatre = { url: ccm.url, stage, resting: restingAt(ccm.url) };
      results.push(...(await playAll(batch, theatre, atOnce).finally(ccm.stop)));
      log += ccm.log();
    }
    return { results, skipped, log };
  } finally {
    await origins.close();
  }
}

/** Asks a ccm which providers rest. */
function restingAt(url: string): NonNullable<Theatre["resting"]> {
  return async () => {
    const response = await fetch(`${url}/api/cooldowns`);
    const told = v.parse(cooldownList, await response.json());
    return new Set(told.cooldowns.map(({ provider }) => provider));
  };
}

const cooldownList = v.object({ cooldowns: v.array(v.object({ provider: v.string() })) });

async function playAll(cases: readonly Case[], theatre: Theatre, atOnce: number): Promise<CaseResult[]> {
  const light = cases.filter(({ fault }) => !fault.heavy);
  const results = await mapConcurrently(light, atOnce, (one) => runCase(one, theatre));
  // One at a time: they would starve the others of the processor, and what is slow looks like what stalls.
  for (const one of cases.filter(({ fault }) => fault.heavy)) results.push(await runCase(one, theatre));
  return results;
}
