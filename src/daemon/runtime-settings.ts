import { ownArguments, replaceProcess } from "./replace-process.ts";

/**
 * What Bun reads from the environment before any of our code runs.
 *
 * Its `fetch` runs 256 requests at once unless told otherwise; the 257th stream would wait without a word. JavaScriptCore's
 * last compiler (FTL) never pays here: a request runs a lot of code, each piece of it once, and in the first ten thousand
 * requests FTL takes a fifth of all processor time without making them any cheaper (`bun run bench --only W1`).
 */
export const runtimeSettings = { BUN_CONFIG_MAX_HTTP_REQUESTS: "4096", BUN_JSC_useFTLJIT: "0" } as const;

/** Replaces the process once by itself with the settings that its environment lacks. */
export function applyRuntimeSettings(env: Readonly<Record<string, string | undefined>>): void {
  if (Object.keys(runtimeSettings).every((name) => env[name] !== undefined)) return;
  replaceProcess(ownArguments(), { ...runtimeSettings, ...env });
}
