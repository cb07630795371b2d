import { type AccountLimits, readLimits } from "./read-limits.ts";

/** Limits as they were last told, and when. */
export interface KnownLimits extends AccountLimits {
  /** Milliseconds since the epoch. */
  readonly toldAt: number;
}

/** What vendors have told of the accounts behind credentials since ccm started. */
export interface AccountFacts {
  /** Takes in the headers of an answer; cheap, and a no-op where they tell nothing. */
  note(credential: string, headers: Headers): void;
  /** By the id of the credential's handle (`anthropic@login`). */
  limitsOf(credential: string): KnownLimits | undefined;
}

/** Starts without any knowledge. */
export function createAccountFacts(now: () => number): AccountFacts {
  const known = new Map<string, KnownLimits>();
  return {
    note(credential, headers) {
      const toldAt = now();
      const limits = readLimits(headers, toldAt);
      if (limits) known.set(credential, { ...limits, toldAt });
    },
    limitsOf: (credential) => known.get(credential),
  };
}
