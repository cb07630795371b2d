import type { ChainStep } from "../chain/chain.ts";
import type { Target } from "../chain/target.ts";
import { credentialIdOf } from "../chain/target.ts";
import type { FailureKind, UpstreamFailure } from "../errors.ts";
import type { ProtocolId } from "../protocols/protocol.ts";
import type { Route } from "../router/route.ts";
import type { AttemptRecord, RequestRecord, TokenUsage } from "../usage/record.ts";
import type { Answer } from "./answer.ts";
import type { ClientRequest } from "./client-request.ts";
import type { LiveRequest, LiveRequests } from "./live-requests.ts";
import { tokenUsage } from "./token-usage.ts";

const longestReason = 300;

interface AttemptTimes {
  startMs: number;
  headersMs?: number | undefined;
  firstEventMs?: number | undefined;
}

type AttemptDraft = { -readonly [Key in keyof AttemptRecord]: AttemptRecord[Key] };

/** How a request ended for its client. */
export interface Outcome {
  readonly status: number;
  readonly failure?: { readonly kind: FailureKind; readonly message: string };
}

/** Collects what happens to one request, for the record that is made at its end. */
export interface RequestTrace {
  readonly steps: readonly ChainStep[];
  /** Upstream calls so far. */
  calls(): number;
  begin(target: Target): AttemptTimes;
  mark(times: AttemptTimes, moment: "headers" | "firstEvent"): void;
  step(step: ChainStep): void;
  served(answer: Answer): void;
  finish(outcome: Outcome): RequestRecord;
  /** For a request that ends without a record, since it could not be served at all. */
  abandon(): void;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, longestReason);
}

function programOf(headers: Headers): string | undefined {
  return /^[\w.-]+\/[\w.-]+/.exec(headers.get("user-agent") ?? "")?.[0];
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Opens the trace of one request. `monotonic` in milliseconds. */
export function traceRequest(options: {
  readonly request: ClientRequest;
  readonly requestedModel: string;
  readonly route: Route;
  readonly session: string | undefined;
  readonly stream: boolean;
  readonly monotonic: () => number;
  readonly live: LiveRequests;
}): RequestTrace {
  const { request, route, session, monotonic } = options;
  const client: ProtocolId = request.dialect.id;
  const steps: ChainStep[] = [];
  const attempts: AttemptDraft[] = [];
  let current: AttemptTimes | undefined;
  let asked: Target | undefined;
  let answer: Answer | undefined;
  let served: AttemptDraft | undefined;
  const elapsed = (): number => Math.round((monotonic() - request.receivedAt) * 100) / 100;

  function attemptOf(target: Target, outcome: "ok" | FailureKind, failure?: UpstreamFailure): AttemptDraft {
    const { provider, mapping, protocol } = target;
    const times = current ?? { startMs: elapsed() };
    return {
      provider: provider.name,
      providerType: provider.type,
      model: mapping.actualModel,
      subscription: provider.authType !== "api_key",
      price: mapping.price,
      credential: credentialIdOf(target),
      protocol,
      mode: protocol === client ? "relay" : "translate",
      outcome,
      status: outcome === "ok" ? 200 : failure?.status,
      reason: failure && oneLine(failure.message),
      startMs: times.startMs,
      headersMs: times.headersMs,
      firstEventMs: times.firstEventMs,
      endMs: elapsed(),
    };
  }

  /** Adds to the attempt that served what is known now that its answer is over. */
  function closeServed(served: AttemptDraft, usage: TokenUsage | undefined, broken?: UpstreamFailure): void {
    served.usage = usage;
    served.endMs = elapsed();
    if (!broken) return;
    served.outcome = broken.kind;
    served.reason = oneLine(broken.message);
  }

  const calls = (): number => steps.filter(({ outcome }) => outcome !== "skipped").length;

  function look(): LiveRequest {
    const usage = answer?.usage();
    const firstTokenMs = answer && current?.firstEventMs;
    return {
      id: request.id,
      startedAt: request.startedAt,
      client,
      ...(session !== undefined && { session }),
      route: route.reason,
      model: route.model,
      ...(asked && { provider: asked.provider.name }),
      tries: answer ? calls() : calls() + (asked ? 1 : 0),
      streaming: answer !== undefined,
      ...(firstTokenMs !== undefined && { firstTokenMs }),
      ...(usage && { usage: tokenUsage(usage) }),
    };
  }
  const leave = options.live.enter(look);

  return {
    steps,
    calls,
    begin(target) {
      asked = target;
      current = { startMs: elapsed(), headersMs: undefined, firstEventMs: undefined };
      return current;
    },
    mark(times, moment) {
      if (moment === "headers") times.headersMs ??= elapsed();
      else times.firstEventMs ??= elapsed();
    },
    step(step) {
      steps.push(step);
      if (step.outcome === "ok") {
        served = attemptOf(step.target, "ok");
        attempts.push(served);
        return;
      }
      if (step.outcome === "failed") {
        attempts.push(attemptOf(step.target, step.failure.kind, step.failure));
        return;
      }
      const { mapping, provider, protocol, reason } = step.mapping;
      if (!provider || protocol === undefined) return;
      attempts.push({
        provider: provider.name,
        providerType: provider.type,
        model: mapping.actualModel,
        subscription: provider.authType !== "api_key",
        protocol,
        mode: protocol === client ? "relay" : "translate",
        outcome: "skipped",
        reason: oneLine(reason),
        startMs: elapsed(),
        endMs: elapsed(),
      });
    },
    served(committed) {
      answer = committed;
    },
    abandon: leave,
    finish(outcome) {
      leave();
      const { headers, id, startedAt, endpoint, bytes } = request;
      const consumed = answer?.usage();
      const usage = consumed && tokenUsage(consumed);
      const broken = answer?.failure();
      if (served) closeServed(served, usage, broken);
      const failure = outcome.failure ?? broken;
      return {
        id,
        startedAt,
        client,
        endpoint,
        session,
        agent: headers.get("x-claude-code-agent-id")?.slice(0, 64),
        program: programOf(headers),
        requestClass: headers.get("x-claude-code-request-class")?.slice(0, 64),
        requestedModel: options.requestedModel,
        model: route.model,
        routeReason: route.reason,
        routeMatch: route.matched,
        stream: options.stream,
        status: outcome.status,
        requestBytes: bytes.length,
        durationMs: elapsed(),
        firstTokenMs: served?.firstEventMs,
        overheadMs: attempts.find(({ outcome: result }) => result !== "skipped")?.startMs,
        stopReason: answer?.stopReason(),
        attempts,
        usage,
        dropped: count(answer?.dropped ?? []),
        failure: failure && { kind: failure.kind, message: oneLine(failure.message) },
      };
    },
  };
}
