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
}

const concurrency = 48;

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
  const stage = new Stage(cases);
  const origins = await openOrigins(stage, options.port);
  const playable = cases.filter(({ fault }) => origins.urls[fault.origin ?? "script"] !== undefined);
  const skipped = cases.filter((one) => !playable.includes(one));
  try {
    if (options.target)
      return { results: await playAll(playable, { url: options.target, stage }), skipped, log: "" };
    const results: CaseResult[] = [];
    let log = "";
    for (let at = 0; at < playable.length; at += batchSize) {
      const batch = playable.slice(at, at + batchSize);
      const ccm = await startCcm({ config: configForCases(batch, origins.urls) });
      results.push(...(await playAll(batch, { url: ccm.url, stage }).finally(ccm.stop)));
      log += ccm.log();
    }
    return { results, skipped, log };
  } finally {
    await origins.close();
  }
}

async function playAll(cases: readonly Case[], theatre: Theatre): Promise<CaseResult[]> {
  const light = cases.filter(({ fault }) => !fault.heavy);
  const results = await mapConcurrently(light, concurrency, (one) => runCase(one, theatre));
  // One at a time: they would starve the others of the processor, and what is slow looks like what stalls.
  for (const one of cases.filter(({ fault }) => fault.heavy)) results.push(await runCase(one, theatre));
  return results;
}
