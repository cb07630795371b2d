import { type FailureKind, failures, type UpstreamFailure } from "../errors.ts";

/** Kinds about the request itself: the client can act on them, so they tell more than any outage. */
const aboutRequest: ReadonlySet<FailureKind> = new Set([
  "invalid_request",
  "content_policy",
  "context_too_long",
  "too_large",
  "unsupported",
]);

function rank(failure: UpstreamFailure): number {
  if (aboutRequest.has(failure.kind)) return 0;
  if (failure.kind === "rate_limit") return 1;
  if (failure.kind === "overloaded") return 2;
  if (failures[failure.kind].retryable) return 3;
  return 4;
}

/** Of all failures of a request the one that helps the client most; of several limits the one that ends first. */
export function chooseFailure(all: readonly UpstreamFailure[]): UpstreamFailure | undefined {
  return all.toSorted((a, b) => rank(a) - rank(b) || (a.resetAt ?? Infinity) - (b.resetAt ?? Infinity))[0];
}
