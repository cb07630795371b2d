import type { TokenUsage } from "./record.ts";

/** The whole prompt: fresh input, read from a cache, written to one. `undefined` when no input was reported. */
export function promptTokens(usage: TokenUsage): number | undefined {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  const kinds = [input, cacheRead, cacheWrite5m, cacheWrite1h].filter((kind) => kind !== undefined);
  return kinds.length === 0 ? undefined : kinds.reduce((sum, kind) => sum + kind, 0);
}
