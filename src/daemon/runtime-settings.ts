import { ownArguments, replaceProcess } from "./replace-process.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/*
 * What Bun reads from the environment before any of our code runs. Figures: `bun run bench --only W1,W3`.
 */

/** Settings that any Bun takes, so that they may stand in a service's file, which outlives this version of ccm. */
export const lastingSettings = {
  /** `fetch` runs 256 requests at once unless told otherwise; the 257th stream would wait without a word. */
  BUN_CONFIG_MAX_HTTP_REQUESTS: "4096",
  /**
   * Milliseconds until freed memory goes back to the system. After the allocator's own ten, each large request gets
   * every page of its memory from the system anew: a tenth of what it costs.
   */
  MIMALLOC_PURGE_DELAY: "1000",
} as const;

/**
 * Options of JavaScriptCore. They come and go with its versions, and a Bun that does not know one of them refuses to
 * start: another version of ccm must never be given them.
 */
const compilerSettings = {
  /**
   * JavaScriptCore's last compiler never pays here: a request runs a lot of code, each piece of it once. In the first
   * ten thousand requests it takes a fifth of all processor time and makes none of them cheaper.
   */
  BUN_JSC_useFTLJIT: "0",
  /** For the same reason the compiler before it waits for a thousand requests, which may be all of a person's day. */
  BUN_JSC_thresholdForOptimizeAfterWarmUp: "300",
} as const;

/** All settings of a running ccm. */
export const runtimeSettings = { ...lastingSettings, ...compilerSettings } as const;

/** Replaces the process once by itself with the settings that its environment lacks. */
export function applyRuntimeSettings(env: Environment): void {
  if (Object.keys(runtimeSettings).every((name) => env[name] !== undefined)) return;
  replaceProcess(ownArguments(), { ...runtimeSettings, ...env });
}

/** The environment for whatever program takes this one's place after an upgrade; it brings its own settings. */
export function environmentForSuccessor(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(name in compilerSettings)));
}
