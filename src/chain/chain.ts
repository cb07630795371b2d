import { failures, UpstreamError, type UpstreamFailure } from "../errors.ts";
import type { ProtocolId } from "../protocols/protocol.ts";
import type { Affinity } from "./affinity.ts";
import { chooseFailure } from "./choose-failure.ts";
import type { CooldownSubject, Cooldowns } from "./cooldown.ts";
import { missingCapability, type Requirements, runsWebSearch } from "./requirements.ts";
import { type Candidate, credentialIdOf, type SkippedMapping, type Target } from "./target.ts";

/*
 * The only place that tries again. One try a target; a lone target gets one more for transient causes; never more than
 * four calls a request and never two at once. The client repeats too (Claude Code ten times), so everything that is
 * retried here is multiplied there.
 */

/** What happened with one target, as the chain saw it. */
export type ChainStep =
  | { readonly outcome: "ok"; readonly target: Target }
  | { readonly outcome: "failed"; readonly target: Target; readonly failure: UpstreamFailure }
  | { readonly outcome: "skipped"; readonly mapping: SkippedMapping };

export interface ChainDependencies {
  readonly cooldowns: Cooldowns;
  readonly affinity: Affinity;
  /** Whether a target's account is so near its limit that new sessions should begin elsewhere. */
  readonly isNearlySpent: (target: Target) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after the time, or at once when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface ChainRequest<T> {
  readonly candidates: readonly Candidate[];
  readonly needs: Requirements;
  /** The format the client speaks. */
  readonly client: ProtocolId;
  readonly session: string | undefined;
  /** Name of the model, for affinity. */
  readonly model: string;
  /** Version of the config: cooldowns that only a changed config heals end with it. */
  readonly configRevision: string;
  readonly signal: AbortSignal;
  /** Calls the target and resolves when its answer is committed. @throws UpstreamError */
  readonly attempt: (target: Target) => Promise<T>;
  /** Whether the next attempt of this target will go without what it refused. */
  readonly mend: (target: Target, failure: UpstreamFailure) => boolean;
  readonly onStep: (step: ChainStep) => void;
}

/** All targets failed, or none could be tried. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly failure: UpstreamFailure;

  constructor(failure: UpstreamFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

const mostCalls = 4;
const longestWaitMs = 10_000;
const loneRetryDelayMs = 250;

/** How cooldowns know a target. */
export function subjectOf(target: Target, configRevision: string): CooldownSubject {
  return {
    provider: target.provider.name,
    credential: credentialIdOf(target),
    model: target.mapping.actualModel,
    version: `${configRevision}/${target.credential?.version ?? ""}`,
  };
}

/** Identity of a target for affinity: mapping and credential. */
function targetIdOf(target: Target): string {
  return JSON.stringify([target.provider.name, target.mapping.actualModel, credentialIdOf(target)]);
}

function skipping(target: Target, reason: string): SkippedMapping {
  return { mapping: target.mapping, provider: target.provider, protocol: target.protocol, reason };
}

function partition({
  candidates,
  needs,
  client,
}: Pick<ChainRequest<unknown>, "candidates" | "needs" | "client">): {
  able: Target[];
  skipped: SkippedMapping[];
} {
  const able: Target[] = [];
  const skipped: SkippedMapping[] = [];
  for (const candidate of candidates) {
    if ("skipped" in candidate) {
      skipped.push(candidate.skipped);
      continue;
    }
    const { target } = candidate;
    const lacking = missingCapability(needs, {
      ...target.row.capabilities,
      webSearch: runsWebSearch(target, client),
    });
    if (lacking === undefined) able.push(target);
    else skipped.push(skipping(target, lacking));
  }
  return { able, skipped };
}

/** Why a request was broken off: the client left, or its whole time was over. */
function abortFailure(signal: AbortSignal): UpstreamFailure {
  const { reason } = signal;
  return reason instanceof UpstreamError
    ? reason.failure
    : { kind: "cancelled", message: "the client went away" };
}

/** Puts the session's own target first; the order of the rest stays. */
function withPreferredFirst(targets: readonly Target[], preferred: string | undefined): Target[] {
  const first = targets.filter((target) => targetIdOf(target) === preferred);
  return [...first, ...targets.filter((target) => targetIdOf(target) !== preferred)];
}

function nothingToTry(skipped: readonly SkippedMapping[], model: string): UpstreamFailure {
  const reasons = skipped.map(
    ({ mapping, reason }) => `${mapping.provider}/${mapping.actualModel}: ${reason}`,
  );
  const lacksFeature = skipped.some(({ reason }) => reason.startsWith("cannot take"));
  return {
    kind: lacksFeature ? "unsupported" : "not_found",
    message:
      reasons.length === 0
        ? `Model "${model}" has no mappings.`
        : `No provider can serve model "${model}" (${reasons.join("; ")}).`,
  };
}

function allCooling(
  cooling: readonly { mapping: SkippedMapping; failure: UpstreamFailure }[],
  model: string,
): UpstreamFailure {
  const chosen = chooseFailure(cooling.map(({ failure }) => failure));
  const earliest = Math.min(...cooling.map(({ failure }) => failure.resetAt ?? Infinity));
  const reasons = cooling.map(
    ({ mapping }) => `${mapping.mapping.provider}/${mapping.mapping.actualModel}: ${mapping.reason}`,
  );
  return {
    kind: chosen?.kind === "rate_limit" ? "rate_limit" : "overloaded",
    message: `All providers of model "${model}" are cooling down (${reasons.join("; ")}).`,
    ...(Number.isFinite(earliest) && { resetAt: earliest }),
  };
}

/** Tries the targets in order until one commits. @throws ChainError when none does. */
export async function runChain<T>(request: ChainRequest<T>, dependencies: ChainDependencies): Promise<T> {
  const { cooldowns, affinity, now } = dependencies;
  const { session, model, signal, onStep } = request;
  const { able, skipped } = partition(request);
  for (const mapping of skipped) onStep({ outcome: "skipped", mapping });
  if (able.length === 0) throw new ChainError(nothingToTry(skipped, model));

  const preferred = session === undefined ? undefined : affinity.preferred(session, model);
  const cooling: { mapping: SkippedMapping; failure: UpstreamFailure }[] = [];
  const failed: UpstreamFailure[] = [];
  let calls = 0;
  /** After "prompt too long" only targets with more room are worth a call. */
  let neededWindow: number | undefined;

  const stop = (failure: UpstreamFailure): never => {
    throw new ChainError(failure);
  };

  /** One call with everything that follows from its outcome; resolves to the failure if there is one. */
  async function call(target: Target): Promise<{ value: T } | { failure: UpstreamFailure }> {
    const subject = subjectOf(target, request.configRevision);
    const startedAt = now();
    calls += 1;
    try {
      const value = await request.attempt(target);
      cooldowns.succeeded(subject, startedAt);
      onStep({ outcome: "ok", target });
      if (session !== undefined) affinity.served(session, model, targetIdOf(target));
      return { value };
    } catch (error) {
      if (!(error instanceof UpstreamError)) {
        cooldowns.released(subject);
        throw error;
      }
      const failure = signal.aborted ? abortFailure(signal) : error.failure;
      cooldowns.failed(subject, failure);
      onStep({ outcome: "failed", target, failure });
      return { failure };
    }
  }

  /** Whether the same target deserves its one more call, after whatever wait the cause asks for. */
  async function mayRepeat(target: Target, failure: UpstreamFailure, alone: boolean): Promise<boolean> {
    if (calls >= mostCalls || signal.aborted) return false;
    if (request.mend(target, failure)) return true;
    if (failure.shouldRetry === false) return false;
    if (failure.kind === "authentication" && target.credential)
      return target.credential.refreshAfterRejection();
    if (!alone) return false;
    if (failure.kind === "rate_limit") {
      const waitMs = failure.retryAfterMs;
      if (waitMs === undefined || waitMs > longestWaitMs) return false;
      await dependencies.wait(waitMs, signal);
      return !signal.aborted;
    }
    // Silence is not asked again: it already cost the client its patience.
    const silent = failure.kind === "timeout" && failure.status === undefined;
    if (silent || !failures[failure.kind].retryable) return false;
    await dependencies.wait(loneRetryDelayMs, signal);
    return !signal.aborted;
  }

  const fresh = able.filter((target) => !dependencies.isNearlySpent(target));
  const inOrder = [...fresh, ...able.filter((target) => !fresh.includes(target))];
  const targets = withPreferredFirst(preferred === undefined ? inOrder : able, preferred);
  for (const target of targets) {
    if (signal.aborted) stop(abortFailure(signal));
    if (calls >= mostCalls) break;
    const window = target.mapping.contextWindow;
    if (neededWindow !== undefined && (window === undefined || window <= neededWindow)) {
      onStep({ outcome: "skipped", mapping: skipping(target, "its context window is not larger") });
      continue;
    }
    const admission = cooldowns.admit(subjectOf(target, request.configRevision));
    if (!admission.admitted) {
      const { cooldown } = admission;
      const mapping = skipping(
        target,
        `cooling down until ${new Date(cooldown.until).toISOString()} (${cooldown.message})`,
      );
      cooling.push({
        mapping,
        failure: { kind: cooldown.cause, message: cooldown.message, resetAt: cooldown.until },
      });
      onStep({ outcome: "skipped", mapping });
      continue;
    }
    let result = await call(target);
    if ("failure" in result && (await mayRepeat(target, result.failure, targets.length === 1))) {
      result = await call(target);
    }
    if ("value" in result) return result.value;
    const { failure } = result;
    failed.push(failure);
    const { action } = failures[failure.kind];
    if (action === "return") stop(failure);
    if (action === "next_if_larger") neededWindow = Math.max(neededWindow ?? 0, window ?? 0);
  }

  const chosen = chooseFailure(failed);
  if (!chosen) return stop(allCooling(cooling, model));
  // A target that rests with a stated end may be back before the one that failed now.
  const resets = [...failed, ...cooling.map(({ failure }) => failure)].flatMap(
    ({ resetAt }) => resetAt ?? [],
  );
  const resetAt = chosen.kind === "rate_limit" && resets.length > 0 ? Math.min(...resets) : chosen.resetAt;
  return stop({ ...chosen, ...(resetAt !== undefined && { resetAt }) });
}
