import type { Browser } from "playwright-core";
import type { RunningCcm } from "../support/ccm/start-ccm.ts";

/** What a check works with. */
export interface Stage {
  readonly browser: Browser;
  /** A ccm with a day of traffic behind it, on loopback. */
  readonly ccm: RunningCcm;
  /** A ccm that listens on every address, and so asks for the admin token. */
  readonly wide: RunningCcm;
  /** Where pictures go. */
  readonly pictures: string;
}

/** One thing that must hold in a real browser; throws when it does not. */
export interface Check {
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

/** @throws Error with what was expected and what was found. */
export function expectEqual<Value>(found: Value, expected: Value, what: string): void {
  if (Bun.deepEquals(found, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}

/** @throws Error when the text is not in there. */
export function expectText(found: string | null, part: string, what: string): void {
  if (found?.includes(part)) return;
  throw new Error(`${what}: "${part}" is not in "${(found ?? "").slice(0, 300)}"`);
}
