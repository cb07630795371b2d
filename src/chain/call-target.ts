import { failures, UpstreamError, type UpstreamFailure } from "../errors.ts";
import type { ChainDependencies, ChainRequest, Ended } from "./chain.ts";
import type { Target } from "./target.ts";
import { subjectOf, targetIdOf } from "./target-identity.ts";

/*
 * Calls to targets, with all that follows from how they end. This is the only place that asks the same target twice.
 */

export type CallResult<T> = { readonly value: T } | { readonly failure: UpstreamFailure };

/** The calls of one request. */
export interface Caller<T> {
  /** Calls a target; once more where what it refused could be mended. */
  call(target: Target): Promise<CallResult<T>>;
  /** Calls the only target that could be tried once more, if its failure may pass; after whatever wait it asks for. */
  repeat(target: Target, failure: UpstreamFailure): Promise<CallResult<T> | undefined>;
  /** Whether the request may make one more call. */
  mayCall(): boolean;
}

const mostCalls = 4;
const longestWaitMs = 10_000;
const loneRetryDelayMs = 250;

/** Why a request was broken off: the client left, its whole time was over, or ccm stops. */
export function abortFailure(signal: AbortSignal): UpstreamFailure {
  const { reason } = signal;
  return reason instanceof UpstreamError
    ? reason.failure
    : { kind: "cancelled", message: "the client went away" };
}

/** Whether the same call may end better in a moment. What the provider itself says of it counts before all else. */
function mayPass(failure: UpstreamFailure): boolean {
  if (failure.shouldRetry !== undefined) return failure.shouldRetry;
  if (failure.kind === "rate_limit") return failure.retryAfterMs !== undefined;
  // Silence is not asked again: it already cost the client its patience.
  const silent = failure.kind === "timeout" && failure.status === undefined;
  return !silent && failures[failure.kind].retryable;
}

/** Opens the calls of one request. */
export function createCaller<T>(request: ChainRequest<T>, dependencies: ChainDependencies): Caller<T> {
  const { cooldowns, repeats, now } = dependencies;
  const { signal, onStep } = request;
  let calls = 0;
  const mayCall = (): boolean => calls < mostCalls && !signal.aborted;

  async function callOnce(target: Target): Promise<CallResult<T>> {
    const subject = subjectOf(target, request.configRevision);
    const startedAt = now();
    const note = (found: UpstreamFailure): UpstreamFailure => {
      const failure = signal.aborted ? abortFailure(signal) : found;
      cooldowns.released(subject, startedAt);
      // The client's leaving and ccm's stopping say nothing about the target; the end of all patience does.
      if (!signal.aborted || failure.kind === "timeout") cooldowns.failed(subject, failure);
      return failure;
    };
    const ended: Ended = (failure) => {
      if (failure) note(failure);
      else cooldowns.completed(subject, startedAt);
    };
    calls += 1;
    repeats.asked(targetIdOf(target));
    try {
      const value = await request.attempt(target, ended);
      cooldowns.answered(subject, startedAt);
      onStep({ outcome: "ok", target });
      return { value };
    } catch (error) {
      if (!(error instanceof UpstreamError)) {
        cooldowns.released(subject, startedAt);
        throw error;
      }
      const failure = note(error.failure);
      onStep({ outcome: "failed", target, failure });
      return { failure };
    }
  }

  /** Whether what the target refused is mended: a parameter left out, a login refreshed. */
  async function isMended(target: Target, failure: UpstreamFailure): Promise<boolean> {
    if (!mayCall()) return false;
    if (request.mend(target, failure)) return true;
    if (failure.kind !== "authentication" || failure.shouldRetry === false) return false;
    return (await target.credential?.refreshAfterRejection()) ?? false;
  }

  return {
    mayCall,
    async call(target) {
      const result = await callOnce(target);
      const again = "failure" in result && (await isMended(target, result.failure));
      return again ? callOnce(target) : result;
    },
    async repeat(target, failure) {
      const waitMs = failure.retryAfterMs ?? loneRetryDelayMs;
      if (!mayCall() || !mayPass(failure) || waitMs > longestWaitMs) return undefined;
      if (!repeats.take(targetIdOf(target))) return undefined;
      await dependencies.wait(waitMs, signal);
      return signal.aborted ? undefined : callOnce(target);
    },
  };
}
