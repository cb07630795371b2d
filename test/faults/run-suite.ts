import { startCcm } from "../support/ccm/start-ccm.ts";
import { configForCases } from "./config-for-cases.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { openOrigins } from "./open-origins.ts";
import type { Case } from "./plan-cases.ts";
import { type CaseResult, runCase } from "./run-case.ts";
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

/** Plays all cases against ccm or another proxy, many at a time. */
export async function runSuite(cases: readonly Case[], options: SuiteOptions = {}): Promise<SuiteResult> {
  const stage = new Stage(cases);
  const origins = await openOrigins(stage, options.port);
  const playable = cases.filter(({ fault }) => origins.urls[fault.origin ?? "script"] !== undefined);
  const skipped = cases.filter((one) => !playable.includes(one));
  const ccm = options.target ? undefined : await startCcm({ config: configForCases(playable, origins.urls) });
  const url = options.target ?? ccm?.url ?? "";
  try {
    const play = (one: Case): Promise<CaseResult> => runCase(one, { url, stage });
    const light = playable.filter(({ fault }) => !fault.heavy);
    const results = await mapConcurrently(light, concurrency, play);
    // One at a time: they would starve the others of the processor, and what is slow looks like what stalls.
    for (const one of playable.filter(({ fault }) => fault.heavy)) results.push(await play(one));
    return { results, skipped, log: ccm?.log() ?? "" };
  } finally {
    await ccm?.stop();
    await origins.close();
  }
}
