/** Input tokens by kind, as a provider reported them or as the ledger gives them back. */
interface InputKinds {
  readonly input?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite5m?: number | undefined;
  readonly cacheWrite1h?: number | undefined;
}

/** The whole prompt: fresh input, read from a cache, written to one. `undefined` when no input was reported. */
export function promptTokens(usage: InputKinds): number | undefined {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  const kinds = [input, cacheRead, cacheWrite5m, cacheWrite1h].filter((kind) => kind !== undefined);
  return kinds.length === 0 ? undefined : kinds.reduce((sum, kind) => sum + kind, 0);
}
