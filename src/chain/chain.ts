import { failures, type UpstreamFailure } from "../errors.ts";
import type { ProtocolId } from "../protocols/protocol.ts";
import type { Affinity } from "./affinity.ts";
import { abortFailure, createCaller } from "./call-target.ts";
import type { Cooldowns } from "./cooldown.ts";
import type { RepeatBudget } from "./repeat-budget.ts";
import { missingCapability, type Requirements, runsWebSearch } from "./requirements.ts";
import type { Candidate, SkippedMapping, Target } from "./target.ts";
import { isSameHost, subjectOf, targetIdOf } from "./target-identity.ts";
import { type CoolingTarget, nothingToTry, usefulFailure } from "./useful-failure.ts";

/*
 * One try a target, in the order of their priority; a target that is the only one to try gets one more for transient
 * causes; never more than four calls a request and never two at once. The client repeats too (Claude Code ten times),
 * so everything that is retried here is multiplied there.
 */

/** What happened with one target, as the chain saw it. */
export type ChainStep =
  | { readonly outcome: "ok"; readonly target: Target }
  | { readonly outcome: "failed"; readonly target: Target; readonly failure: UpstreamFailure }
  | { readonly outcome: "skipped"; readonly mapping: SkippedMapping };

/** Told once by an attempt, when its answer is over; `failure`: it broke off after its commit. */
export type Ended = (failure?: UpstreamFailure) => void;

export interface ChainDependencies {
  readonly cooldowns: Cooldowns;
  readonly repeats: RepeatBudget;
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
  /** Whether the session may go on from an earlier request; one that only begins has no target to stay with. */
  readonly isContinued: boolean;
  /** Name of the model, for affinity. */
  readonly model: string;
  /** Version of the config: cooldowns that only a changed config heals end with it. */
  readonly configRevision: string;
  readonly signal: AbortSignal;
  /** Calls the target and resolves when its answer is committed. @throws UpstreamError */
  readonly attempt: (target: Target, ended: Ended) => Promise<T>;
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

/** The targets of which the test is not true, then the others; each in their order. */
function withLast(targets: readonly Target[], isLast: (target: Target) => boolean): Target[] {
  return [...targets.filter((target) => !isLast(target)), ...targets.filter(isLast)];
}

/** A session's own target first, while its cache is warm; a new session begins where there is room left. */
function inOrder(
  targets: readonly Target[],
  preferred: string | undefined,
  isNearlySpent: (target: Target) => boolean,
): Target[] {
  return preferred === undefined
    ? withLast(targets, isNearlySpent)
    : withLast(targets, (target) => targetIdOf(target) !== preferred);
}

/** Tries the targets in order until one commits. @throws ChainError when none does. */
export async function runChain<T>(request: ChainRequest<T>, dependencies: ChainDependencies): Promise<T> {
  const { cooldowns, affinity } = dependencies;
  const { session, model, signal, onStep } = request;
  const { able, skipped } = partition(request);
  for (const mapping of skipped) onStep({ outcome: "skipped", mapping });
  if (able.length === 0) throw new ChainError(nothingToTry(skipped, model));

  const caller = createCaller(request, dependencies);
  const failed: { target: Target; failure: UpstreamFailure }[] = [];
  const cooling: (CoolingTarget & { target: Target })[] = [];
  /** After "prompt too long" only targets with more room are worth a call. */
  let neededWindow: number | undefined;

  const skip = (target: Target, reason: string): SkippedMapping => {
    const mapping = skipping(target, reason);
    onStep({ outcome: "skipped", mapping });
    return mapping;
  };
  const served = (target: Target, value: T): T => {
    if (session !== undefined) affinity.served(session, model, targetIdOf(target));
    return value;
  };
  const hasRoom = ({ mapping: { contextWindow } }: Target): boolean =>
    neededWindow === undefined || (contextWindow !== undefined && contextWindow > neededWindow);

  const preferred =
    session === undefined || !request.isContinued ? undefined : affinity.preferred(session, model);
  let queue = inOrder(able, preferred, dependencies.isNearlySpent);
  for (let target = queue.shift(); target && caller.mayCall(); target = queue.shift()) {
    const tried = target;
    if (!hasRoom(tried)) {
      skip(tried, "its context window is not larger");
      continue;
    }
    const subject = subjectOf(tried, request.configRevision);
    const admission = cooldowns.admit(subject);
    if (!admission.admitted) {
      const { until, cause, message } = admission.cooldown;
      const mapping = skip(tried, `cooling down until ${new Date(until).toISOString()} (${message})`);
      cooling.push({
        target: tried,
        mapping,
        failure: { kind: cause, message, resetAt: admission.earliest },
      });
      continue;
    }
    const result = await caller.call(tried);
    if ("value" in result) return served(tried, result.value);
    const { failure } = result;
    const { action, cooldown } = failures[failure.kind];
    if (action === "return" && failure.shouldRetry !== true) throw new ChainError(failure);
    failed.push({ target: tried, failure });
    if (action === "next_if_larger")
      neededWindow = Math.max(neededWindow ?? 0, tried.mapping.contextWindow ?? 0);
    if (cooldown === "breaker") queue = withLast(queue, (other) => isSameHost(tried, other));
  }

  const [only, ...others] = failed;
  if (only && others.length === 0) {
    const result = await caller.repeat(only.target, only.failure);
    if (result && "value" in result) return served(only.target, result.value);
    if (result) failed.splice(0, 1, { ...only, failure: result.failure });
  }
  const lastHope =
    failed.length === 0 && caller.mayCall()
      ? cooling.find(({ target }) => cooldowns.admitEarly(subjectOf(target, request.configRevision)))
      : undefined;
  if (lastHope) {
    const result = await caller.call(lastHope.target);
    if ("value" in result) return served(lastHope.target, result.value);
    failed.push({ target: lastHope.target, failure: result.failure });
  }
  if (signal.aborted) throw new ChainError(abortFailure(signal));
  const reasons = failed.map(({ failure }) => failure);
  throw new ChainError(usefulFailure(reasons, cooling, model));
}
