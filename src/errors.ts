/** Error types of the Anthropic Messages API, as its SDK lists them and as seen on the wire (413). */
export type AnthropicErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "billing_error"
  | "permission_error"
  | "not_found_error"
  | "conflict_error"
  | "request_too_large"
  | "rate_limit_error"
  | "timeout_error"
  | "api_error"
  | "overloaded_error";

/** What the chain does after a failure of one attempt. */
export type FailureAction =
  /** Give the failure to the client at once: the same body fails everywhere. */
  | "return"
  /** Try the next target. */
  | "next"
  /** Try the next target only if its context window is larger. */
  | "next_if_larger"
  /** Refresh the OAuth credential once and try again, else as `next`. */
  | "refresh";

/** How long, and for what, a failed target rests. The durations live in `chain/cooldown.ts`. */
export type FailureCooldown =
  | "none"
  /** The credential, for every model: 30 minutes or until it changes. */
  | "credential"
  /** This credential with this model: until the config changes, 12 hours at most. */
  | "model"
  /** Exactly until the reset the provider states; without one, 1 s doubling to 30 min. */
  | "stated"
  /** Opens after three failures in a row: 5 s doubling to 5 min, then one real request decides. */
  | "breaker";

interface FailureRow {
  /** HTTP status the client gets. */
  readonly status: number;
  readonly type: AnthropicErrorType;
  readonly action: FailureAction;
  readonly cooldown: FailureCooldown;
  /** Whether the client can heal it by asking again; said to it as `x-should-retry`. */
  readonly retryable: boolean;
}

/** The one table from kind of failure to what follows. */
export const failures = {
  invalid_request: {
    status: 400,
    type: "invalid_request_error",
    action: "return",
    cooldown: "none",
    retryable: false,
  },
  content_policy: {
    status: 400,
    type: "invalid_request_error",
    action: "return",
    cooldown: "none",
    retryable: false,
  },
  context_too_long: {
    status: 400,
    type: "invalid_request_error",
    action: "next_if_larger",
    cooldown: "none",
    retryable: false,
  },
  too_large: { status: 413, type: "request_too_large", action: "return", cooldown: "none", retryable: false },
  /** This target cannot take what the request holds (a feature, a field); another may. */
  unsupported: {
    status: 400,
    type: "invalid_request_error",
    action: "next",
    cooldown: "none",
    retryable: false,
  },
  authentication: {
    status: 401,
    type: "authentication_error",
    action: "refresh",
    cooldown: "credential",
    retryable: false,
  },
  billing: { status: 402, type: "billing_error", action: "next", cooldown: "credential", retryable: false },
  permission: {
    status: 403,
    type: "permission_error",
    action: "next",
    cooldown: "credential",
    retryable: false,
  },
  not_found: { status: 404, type: "not_found_error", action: "next", cooldown: "model", retryable: false },
  conflict: { status: 409, type: "conflict_error", action: "next", cooldown: "none", retryable: true },
  rate_limit: { status: 429, type: "rate_limit_error", action: "next", cooldown: "stated", retryable: true },
  overloaded: { status: 529, type: "overloaded_error", action: "next", cooldown: "breaker", retryable: true },
  server_error: { status: 500, type: "api_error", action: "next", cooldown: "breaker", retryable: true },
  timeout: { status: 504, type: "timeout_error", action: "next", cooldown: "breaker", retryable: true },
  network: { status: 502, type: "api_error", action: "next", cooldown: "breaker", retryable: true },
  /** HTML, plain text, broken JSON or a redirect where an answer should be. */
  bad_response: { status: 502, type: "api_error", action: "next", cooldown: "breaker", retryable: true },
  /** The stream ended without its terminal signal, or without any content. */
  incomplete_stream: { status: 502, type: "api_error", action: "next", cooldown: "breaker", retryable: true },
  /** The client went away: nobody's failure. 499 is never sent, only logged. */
  cancelled: { status: 499, type: "api_error", action: "return", cooldown: "none", retryable: false },
} as const satisfies Record<string, FailureRow>;

/** The closed set of ways an attempt can fail. */
export type FailureKind = keyof typeof failures;

/** What is known of a failed upstream call. Never holds a credential or a prompt. */
export interface UpstreamFailure {
  readonly kind: FailureKind;
  /** The upstream's own words where there are any, else one sentence of ccm's. */
  readonly message: string;
  /** HTTP status the upstream answered with; absent when it did not answer. */
  readonly status?: number;
  /** The upstream's error body, verbatim, when it is already in the Anthropic envelope. */
  readonly anthropicBody?: string;
  /** Machine-readable code of the upstream (`context_length_exceeded`, `usage_limit_reached`, …). */
  readonly code?: string;
  /** The member of the request that the upstream does not take, as it names it: `temperature`, `reasoning.summary`. */
  readonly parameter?: string;
  /** How long the upstream asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** When the upstream says its limit ends, in milliseconds since the epoch. */
  readonly resetAt?: number;
  /** `x-should-retry` of the upstream. */
  readonly shouldRetry?: boolean;
  /** Whether a limit holds for the whole credential rather than for one model. */
  readonly credentialWide?: boolean;
}

/** An upstream call that failed; carries everything the chain needs to decide. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly failure: UpstreamFailure;

  constructor(failure: UpstreamFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A request the client got wrong; answered in the client's own envelope with the status of its kind. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly kind: FailureKind;
  /** Overrides the status of the kind, for 403, 405, 421 and 426. */
  readonly status: number | undefined;
  /** What programs read, in the client's own terms (`previous_response_not_found`). */
  readonly code: string | undefined;

  constructor(kind: FailureKind, message: string, status?: number, code?: string) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.code = code;
  }
}

/** More requests at once than are taken in: told to the client at once instead of letting it wait in a queue. */
export class BusyError extends RequestError {
  /** When to come again, in seconds. */
  readonly retryAfter = 1;

  constructor(limit: number) {
    super("overloaded", `ccm is busy with ${limit} requests (server.max_concurrent_requests).`, 503);
  }
}

/** Exit codes of the `ccm` program. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notRunning: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A user's mistake or a plain fact of the machine: prints one line (what, where, what to do), never a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
