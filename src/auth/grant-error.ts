/** What a failed call to a vendor means for the login behind it. */
export type GrantOutcome =
  /** The vendor has ended this login or refused this code: asking again cannot help. */
  | "permanent"
  /** The vendor is busy, or answered nonsense: the token that was sent is still good. */
  | "transient"
  /** Sent, and no answer seen: the vendor may have used up a single-use token, or not. */
  | "unknown";

/** A call to a vendor that granted nothing. Its message holds no token and no code. */
export class GrantError extends Error {
  override readonly name = "GrantError";
  readonly outcome: GrantOutcome;
  /** `error` of RFC 6749, or the vendor's own code. */
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    outcome: GrantOutcome,
    message: string,
    details: { readonly code?: string; readonly status?: number; readonly retryAfterMs?: number } = {},
  ) {
    super(message);
    this.outcome = outcome;
    this.code = details.code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}
