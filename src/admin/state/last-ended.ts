import type { AdminDependencies } from "../dependencies.ts";
import { askLedger } from "./ask-ledger.ts";

/** Number of the request that ended last; changes whenever figures may have changed. -1 without a ledger. */
export function lastEnded(deps: AdminDependencies): number {
  const last = askLedger(deps, (reader) => reader.lastSeq());
  return "answer" in last ? last.answer : -1;
}

/** Reads anew only when the key has changed since the last time. */
export function rememberBy<Value>(key: () => number, read: () => Value): () => Value {
  let kept: { readonly key: number; readonly value: Value } | undefined;
  return () => {
    const now = key();
    if (kept?.key !== now) kept = { key: now, value: read() };
    return kept.value;
  };
}
