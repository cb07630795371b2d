import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningCcm } from "../../test/support/ccm/start-ccm.ts";
import type { ConfigUnderTest } from "../../test/support/ccm/write-config.ts";

/** Reloads so far, by how they were brought about. */
export interface Reloads {
  written: number;
  signalled: number;
  broken: number;
}

/**
 * Gives a running ccm a new config again and again: written for the watch to find, written and signalled (SIGHUP), and
 * once in three a broken one first, which must change nothing.
 */
export function reloadOften(
  ccm: RunningCcm,
  everyMs: number,
  configOf: (generation: number) => ConfigUnderTest,
): { readonly reloads: Reloads; stop(): void } {
  const reloads: Reloads = { written: 0, signalled: 0, broken: 0 };
  let generation = 0;
  const reload = async (): Promise<void> => {
    generation += 1;
    if (generation % 3 === 0) {
      await writeFile(join(ccm.home, "config.toml"), "[server\n");
      process.kill(ccm.pid, "SIGHUP");
      reloads.broken += 1;
      await Bun.sleep(500);
    }
    await ccm.configure(configOf(generation));
    if (generation % 3 === 1) {
      process.kill(ccm.pid, "SIGHUP");
      reloads.signalled += 1;
    } else reloads.written += 1;
  };
  const timer = setInterval(() => void reload(), everyMs);
  return { reloads, stop: () => clearInterval(timer) };
}
