import type { ChainStep } from "../chain/chain.ts";
import type { Target } from "../chain/target.ts";
import { credentialIdOf } from "../chain/target.ts";
import type { FailureKind, UpstreamFailure } from "../errors.ts";
import type { ProtocolId } from "../protocols/protocol.ts";
import type { Route } from "../router/route.ts";
import type { AttemptRecord, RequestRecord, TokenUsage } from "../usage/record.ts";
import type { Answer } from "./answer.ts";
import type { ClientRequest } from "./client-request.ts";
import { tokenUsage } from "./token-usage.ts";

const longestReason = 300;

interface AttemptTimes {
  startMs: number;
  headersMs?: number;
  firstEventMs?: number;
}

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
  begin(): AttemptTimes;
  mark(times: AttemptTimes, moment: "headers" | "firstEvent"): void;
  step(step: ChainStep): void;
  served(answer: Answer): void;
  finish(outcome: Outcome): RequestRecord;
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
}): RequestTrace {
  const { request, route, session, monotonic } = options;
  const client: ProtocolId = request.dialect.id;
  const steps: ChainStep[] = [];
  const attempts: AttemptRecord[] = [];
  let current: AttemptTimes | undefined;
  let answer: Answer | undefined;
  let servedBy: number | undefined;
  const elapsed = (): number => Math.round((monotonic() - request.receivedAt) * 100) / 100;

  function attemptOf(target: Target, outcome: "ok" | FailureKind, failure?: UpstreamFailure): AttemptRecord {
    const { provider, mapping, protocol } = target;
    const times = current ?? { startMs: elapsed() };
    return {
      provider: provider.name,
      providerType: provider.type,
      model: mapping.actualModel,
      subscription: provider.authType !== "api_key",
      ...(mapping.price !== undefined && { price: mapping.price }),
      credential: credentialIdOf(target),
      protocol,
      mode: protocol === client ? "relay" : "translate",
      outcome,
      ...(failure?.status !== undefined && { status: failure.status }),
      ...(outcome === "ok" && { status: 200 }),
      ...(failure && { reason: oneLine(failure.message) }),
      ...times,
      endMs: elapsed(),
    };
  }

  return {
    steps,
    calls: () => steps.filter(({ outcome }) => outcome !== "skipped").length,
    begin() {
      current = { startMs: elapsed() };
      return current;
    },
    mark(times, moment) {
      if (moment === "headers") times.headersMs ??= elapsed();
      else times.firstEventMs ??= elapsed();
    },
    step(step) {
      steps.push(step);
      if (step.outcome !== "skipped") {
        if (step.outcome === "ok") servedBy = attempts.length;
        attempts.push(
          step.outcome === "ok"
            ? attemptOf(step.target, "ok")
            : attemptOf(step.target, step.failure.kind, step.failure),
        );
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
    finish(outcome) {
      const usage = answer?.usage();
      const tokens: TokenUsage | undefined = usage && tokenUsage(usage);
      const broken = answer?.failure();
      const serving = servedBy === undefined ? undefined : attempts[servedBy];
      if (serving && servedBy !== undefined) {
        attempts[servedBy] = {
          ...serving,
          ...(broken && { outcome: broken.kind, reason: oneLine(broken.message) }),
          ...(tokens && { usage: tokens }),
          endMs: elapsed(),
        };
      }
      const failure = outcome.failure ?? (broken && { kind: broken.kind, message: broken.message });
      const agent = request.headers.get("x-claude-code-agent-id");
      const program = programOf(request.headers);
      const requestClass = request.headers.get("x-claude-code-request-class");
      const stopReason = answer?.stopReason();
      const firstCall = attempts.find(({ outcome: result }) => result !== "skipped");
      return {
        id: request.id,
        startedAt: request.startedAt,
        client,
        endpoint: request.endpoint,
        ...(session !== undefined && { session }),
        ...(agent !== null && { agent: agent.slice(0, 64) }),
        ...(program !== undefined && { program }),
        ...(requestClass !== null && { requestClass: requestClass.slice(0, 64) }),
        requestedModel: options.requestedModel,
        model: route.model,
        routeReason: route.reason,
        ...(route.matched !== undefined && { routeMatch: route.matched }),
        stream: options.stream,
        status: outcome.status,
        requestBytes: request.bytes.length,
        durationMs: elapsed(),
        ...(serving?.firstEventMs !== undefined && { firstTokenMs: serving.firstEventMs }),
        ...(firstCall && { overheadMs: firstCall.startMs }),
        ...(stopReason !== undefined && { stopReason }),
        attempts,
        ...(tokens && { usage: tokens }),
        dropped: count(answer?.dropped ?? []),
        ...(failure && { failure: { kind: failure.kind, message: oneLine(failure.message) } }),
      };
    },
  };
}
