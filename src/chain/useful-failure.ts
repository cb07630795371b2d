import { type FailureKind, failures, type UpstreamFailure } from "../errors.ts";
import type { SkippedMapping } from "./target.ts";

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

function mostUseful(all: readonly UpstreamFailure[]): UpstreamFailure | undefined {
  return all.toSorted((a, b) => rank(a) - rank(b) || (a.resetAt ?? Infinity) - (b.resetAt ?? Infinity))[0];
}

/** A target that was not called because it rests. */
export interface CoolingTarget {
  readonly mapping: SkippedMapping;
  /** What made it rest; `resetAt`: from when on it may be called. */
  readonly failure: UpstreamFailure;
}

function whyNot({ mapping, reason }: SkippedMapping): string {
  return `${mapping.provider}/${mapping.actualModel}: ${reason}`;
}

/** The failure when no mapping of a model can be tried at all. */
export function nothingToTry(skipped: readonly SkippedMapping[], model: string): UpstreamFailure {
  const lacksFeature = skipped.some(({ reason }) => reason.startsWith("cannot take"));
  return {
    kind: lacksFeature ? "unsupported" : "not_found",
    message:
      skipped.length === 0
        ? `Model "${model}" has no mappings.`
        : `No provider can serve model "${model}" (${skipped.map(whyNot).join("; ")}).`,
  };
}

function allCooling(cooling: readonly CoolingTarget[], model: string): UpstreamFailure {
  const cause = mostUseful(cooling.map(({ failure }) => failure))?.kind;
  const reasons = cooling.map(({ mapping }) => whyNot(mapping));
  return {
    kind: cause === "rate_limit" ? "rate_limit" : "overloaded",
    message: `All providers of model "${model}" are cooling down (${reasons.join("; ")}).`,
  };
}

/**
 * Of everything that went wrong the failure that helps the client most: one about the request, else a limit with the
 * earliest end of all, else an overload, else an outage.
 */
export function usefulFailure(
  failed: readonly UpstreamFailure[],
  cooling: readonly CoolingTarget[],
  model: string,
): UpstreamFailure {
  const called = mostUseful(failed);
  const chosen = called ?? allCooling(cooling, model);
  // A target that rests with a stated end may be back before the one that failed now.
  const resets = [...failed, ...cooling.map(({ failure }) => failure)].flatMap(
    ({ resetAt }) => resetAt ?? [],
  );
  const waits = called === undefined || chosen.kind === "rate_limit";
  const resetAt = waits && resets.length > 0 ? Math.min(...resets) : chosen.resetAt;
  return { ...chosen, ...(resetAt !== undefined && { resetAt }) };
}
