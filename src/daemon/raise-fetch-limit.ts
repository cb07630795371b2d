import { ownArguments, replaceProcess } from "./replace-process.ts";

const variable = "BUN_CONFIG_MAX_HTTP_REQUESTS";

/** Environment in which Bun's `fetch` runs this many requests at once. */
export const fetchLimit = { [variable]: "4096" } as const;

/**
 * Lifts the limit of 256 simultaneous requests of Bun's `fetch`, behind which the 257th stream would wait without a
 * word. Bun reads it before any of our code runs, so the process is replaced once by itself with the variable set.
 */
export function raiseFetchLimit(env: Readonly<Record<string, string | undefined>>): void {
  if (env[variable] !== undefined) return;
  replaceProcess(ownArguments(), { ...env, ...fetchLimit });
}
