/*
 * Drives the admin pages in a real browser (headless Chromium) and takes their pictures in light, dark and on a phone.
 *
 *   bun scripts/browser.ts [TEXT]     only checks whose name contains TEXT
 */

import { attackPages } from "../test/browser/attack-pages.ts";
import type { Check } from "../test/browser/check.ts";
import { editConfigPages } from "../test/browser/edit-config.ts";
import { followLive } from "../test/browser/follow-live.ts";
import { logIn } from "../test/browser/log-in.ts";
import { lookAtPages } from "../test/browser/look-at-pages.ts";
import { lookAtStates } from "../test/browser/look-at-states.ts";
import { runTests } from "../test/browser/run-tests.ts";
import { startStage } from "../test/browser/start-stage.ts";
import { usePages } from "../test/browser/use-pages.ts";

const [only = ""] = process.argv.slice(2);
const { stage, end } = await startStage();
let passed = 0;
let failed = 0;

async function runCheck({ name, run }: Check): Promise<void> {
  try {
    await run(stage);
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n       ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Runs checks, so many at a time. */
async function runChecks(checks: readonly Check[], atOnce: number): Promise<void> {
  const waiting = checks.filter(({ name }) => name.includes(only)).values();
  const work = async (): Promise<void> => {
    for (const check of waiting) await runCheck(check);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

try {
  // Those that only look may do so side by side; the others would get into each other's requests.
  await runChecks([...lookAtPages, ...lookAtStates], 3);
  await runChecks([...usePages, ...runTests, ...followLive, ...logIn, ...editConfigPages, ...attackPages], 1);
} finally {
  await end();
}
console.log(`pictures are in ${stage.pictures}\n\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
