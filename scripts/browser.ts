/*
 * Drives the admin pages in a real browser (headless Chromium) and takes their pictures in light, dark and on a phone.
 *
 *   bun scripts/browser.ts [TEXT]     only checks whose name contains TEXT
 */

import { attackPages } from "../test/browser/attack-pages.ts";
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
try {
  const checks = [
    ...lookAtPages,
    ...lookAtStates,
    ...usePages,
    ...runTests,
    ...followLive,
    ...logIn,
    ...editConfigPages,
    ...attackPages,
  ];
  for (const { name, run } of checks) {
    if (!name.includes(only)) continue;
    try {
      await run(stage);
      passed += 1;
    } catch (error) {
      failed += 1;
      console.log(`FAILED ${name}\n       ${error instanceof Error ? error.message : String(error)}`);
    }
  }
} finally {
  await end();
}
console.log(`pictures are in ${stage.pictures}\n\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
