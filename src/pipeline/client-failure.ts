import type { ChainStep } from "../chain/chain.ts";
import { type FailureKind, failures, type UpstreamFailure } from "../errors.ts";
import type { HeaderFields } from "../http/headers.ts";
import type { ClientFailure, Dialect } from "../protocols/protocol.ts";

/** A limit that ends later than this is not waited for by asking again. */
const longestUsefulWaitMs = 5 * 60_000;

/** A failure in the words and the envelope of the client. */
export function describeFailure(failure: UpstreamFailure, requestId: string): ClientFailure {
  return {
    kind: failure.kind,
    status: failures[failure.kind].status,
    message: failure.message,
    requestId,
    ...(failure.code !== undefined && { code: failure.code }),
  };
}

/** One line on what was tried: the client's user reads it, so it names configured things only. */
function attemptsLine(steps: readonly ChainStep[]): string {
  const parts = steps.map((step) => {
    if (step.outcome === "skipped") return `${step.mapping.mapping.provider}: ${step.mapping.reason}`;
    const { provider, mapping } = step.target;
    const outcome =
      step.outcome === "failed" ? `${step.failure.status ?? ""} ${step.failure.kind}`.trim() : "ok";
    return `${provider.name}/${mapping.actualModel}: ${outcome}`;
  });
  return parts.length > 1 ? ` (tried ${parts.join("; ")})` : "";
}

/** Whether the client can heal it by asking again, as far as that is known; `undefined`: left to the client. */
function shouldRetry(failure: UpstreamFailure, now: number): boolean | undefined {
  if (failure.shouldRetry !== undefined) return failure.shouldRetry;
  // Claude Code heals itself by the words of a native 400 and must be free to ask again.
  if (failure.anthropicBody !== undefined && failures[failure.kind].status === 400) return undefined;
  if (
    failure.kind === "rate_limit" &&
    failure.resetAt !== undefined &&
    failure.resetAt - now > longestUsefulWaitMs
  )
    return false;
  return failures[failure.kind].retryable;
}

/** The answer for a request that no target could serve. `now` in milliseconds since the epoch. */
export function failureResponse(options: {
  readonly failure: UpstreamFailure;
  readonly steps: readonly ChainStep[];
  readonly dialect: Dialect;
  readonly requestId: string;
  readonly headers: HeaderFields;
  readonly now: number;
}): Response {
  const { failure, steps, dialect, requestId, now } = options;
  const headers: HeaderFields = { ...options.headers, "content-type": "application/json" };
  const retry = shouldRetry(failure, now);
  if (retry !== undefined) headers["x-should-retry"] = String(retry);
  if (failure.resetAt !== undefined) {
    headers["retry-after"] = String(Math.max(1, Math.ceil((failure.resetAt - now) / 1000)));
  }
  const { status } = failures[failure.kind];
  const verbatim = dialect.id === "anthropic" && status < 429 && failure.anthropicBody !== undefined;
  if (verbatim) return new Response(failure.anthropicBody, { status: failure.status ?? status, headers });
  const message = failure.message + attemptsLine(steps);
  return Response.json(dialect.encodeError(describeFailure({ ...failure, message }, requestId)), {
    status,
    headers,
  });
}

/** The answer for a request that the client got wrong. */
export function refusalResponse(options: {
  readonly kind: FailureKind;
  readonly message: string;
  readonly status: number | undefined;
  readonly code?: string | undefined;
  readonly dialect: Dialect;
  readonly requestId: string;
  /** Seconds after which the same request would be taken; absent: never as it is. */
  readonly retryAfter?: number;
}): Response {
  const { kind, message, code, dialect, requestId, retryAfter } = options;
  const status = options.status ?? failures[kind].status;
  const headers = {
    "request-id": requestId,
    "x-request-id": requestId,
    "x-should-retry": String(retryAfter !== undefined),
    ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
  };
  const failure = { kind, status, message, requestId, ...(code !== undefined && { code }) };
  return Response.json(dialect.encodeError(failure), { status, headers });
}
