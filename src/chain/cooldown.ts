import type { FailureKind } from "../errors.ts";

/** What a cooldown holds for. `model` absent: every model of the credential. */
export interface CooldownKey {
  readonly provider: string;
  readonly credential: string;
  readonly model?: string;
}

/** A pair that is not tried before a stated time. */
export interface Cooldown {
  readonly key: CooldownKey;
  readonly cause: FailureKind;
  /** The upstream's words, shortened. */
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** Whether the provider stated the end, or ccm guessed it. */
  readonly stated: boolean;
}
