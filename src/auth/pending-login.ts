import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../secret.ts";
import type { CodeRequest } from "./flow.ts";
import { LoginError } from "./login-error.ts";
import type { PastedCode } from "./read-pasted-code.ts";
import type { Vendor } from "./vendor.ts";

/** How long a login may wait for its code. */
export const loginLifetimeMs = 10 * 60_000;

/** A login whose code is awaited. It holds what must not leave ccm: the verifier. */
export interface PendingLogin {
  /** Names the login to whoever started it; unguessable, and worth nothing to the vendor. */
  readonly id: string;
  readonly vendor: Vendor;
  /** Name to store it under; absent when that is told with the code. */
  readonly login?: string;
  /** Project that an account without one is to use. */
  readonly projectId?: string;
  readonly state: string;
  readonly verifier: Secret;
  readonly redirectUri: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

function digest(state: string): Buffer {
  return createHash("sha256").update(state).digest();
}

/** What to look a state up by: it takes equal time, whatever part of the state was guessed. */
export function stateKey(state: string): string {
  return digest(state).toString("hex");
}

/**
 * Turns what came back into what is exchanged.
 * A code without a state is taken from a person who pasted it: PKCE binds it to this login all the same.
 * @throws LoginError `wrong_state` or `expired`.
 */
export function matchCode(pending: PendingLogin, { code, state }: PastedCode, now: number): CodeRequest {
  if (now > pending.expiresAt) {
    throw new LoginError("expired", "this login has expired after ten minutes: start it again");
  }
  if (state !== undefined && !timingSafeEqual(digest(state), digest(pending.state))) {
    throw new LoginError(
      "wrong_state",
      "that code belongs to another login (wrong state): nothing was stored",
    );
  }
  const { state: own, verifier, redirectUri } = pending;
  return { code, state: own, verifier, redirectUri };
}
