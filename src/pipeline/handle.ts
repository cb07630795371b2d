import { type ChainDependencies, ChainError, type Ended, runChain } from "../chain/chain.ts";
import type { Candidate, ResolveCandidates, Target } from "../chain/target.ts";
import { RequestError, UpstreamError, type UpstreamFailure } from "../errors.ts";
import type { Log } from "../log.ts";
import type { StreamEncoder } from "../protocols/protocol.ts";
import type { UsageRecorder } from "../usage/record.ts";
import { type Answer, type AnswerStream, isStream } from "./answer.ts";
import { addRouteHeaders, addStreamHeaders, noteLosses } from "./answer-headers.ts";
import type { AttemptContext, AttemptDependencies } from "./attempt.ts";
import { describeFailure, failureResponse } from "./client-failure.ts";
import type { ClientRequest } from "./client-request.ts";
import { conversationKey } from "./conversation-key.ts";
import { hideCredential, hideInFailure } from "./hide-credential.ts";
import { openLateStream } from "./late-stream.ts";
import type { LiveRequests } from "./live-requests.ts";
import type { LiveStreams } from "./live-streams.ts";
import { type Plan, type PlanningDependencies, planRequest } from "./plan-request.ts";
import { createPreface, type Preface, type PrefaceOpening } from "./preface.ts";
import { relay } from "./relay.ts";
import { requestNeeds } from "./request-needs.ts";
import { type Outcome, type RequestTrace, traceRequest } from "./request-trace.ts";
import { streamBody } from "./stream-response.ts";
import { translate } from "./translate.ts";
import { hasCredential } from "./upstream-headers.ts";

/** What answers are made with. Everything that changes on a reload is asked for anew with each request. */
export interface PipelineDependencies extends AttemptDependencies, ChainDependencies, PlanningDependencies {
  readonly candidates: ResolveCandidates;
  readonly recorder: UsageRecorder;
  readonly log: Log;
  readonly live: LiveStreams;
  readonly liveRequests: LiveRequests;
  /** Takes in how many tokens a provider counted in a Messages request. */
  readonly learnTokens: (model: string, request: ClientRequest, tokens: number) => void;
}

/** After this long without an answer a stream begins with pings, so that the client knows it is worked for. */
const earlyStartMs = 12_000;

const cancelled: UpstreamFailure = { kind: "cancelled", message: "the client went away" };

/** Answers requests: route, chain, relay or translate, record. */
export interface Pipeline {
  /** Never rejects for what an upstream or a client did. @throws RequestError for a request that cannot be served at all. */
  handle(request: ClientRequest): Promise<Response>;
}

export function createPipeline(dependencies: PipelineDependencies): Pipeline {
  const { now, monotonic, recorder, log, live } = dependencies;

  async function attempt(
    plan: Plan,
    trace: RequestTrace,
    target: Target,
    signal: AbortSignal,
    preface: Preface | undefined,
    ended: Ended,
  ): Promise<Answer> {
    const times = trace.begin(target);
    const credential = await target.credential?.resolve();
    const { fetch, thinking, refused, newId, noteHeaders, userAgent } = dependencies;
    const hide = (failure: UpstreamFailure): UpstreamFailure =>
      hideInFailure(failure, plan.request.headers, credential);
    const context: AttemptContext = {
      fetch,
      thinking,
      refused,
      now,
      monotonic,
      newId,
      noteHeaders,
      userAgent,
      request: plan.request,
      bytes: plan.bytes,
      decoded: plan.decoded,
      target,
      credential,
      wantsStream: plan.wantsStream,
      hold: plan.model.commit,
      preface: plan.model.commit === "event" ? preface : undefined,
      session: plan.session,
      signal,
      ended,
      hide,
      describe: (failure) => describeFailure(hide(failure), plan.request.id),
      mark: (moment) => trace.mark(times, moment),
    };
    try {
      const answer = await (target.protocol === plan.request.dialect.id
        ? relay(context)
        : translate(context));
      if (!isStream(answer.body)) ended();
      return answer;
    } catch (error) {
      throw hideCredential(error, plan.request.headers, credential);
    }
  }

  function candidatesFor({ config, model, request }: Plan): readonly Candidate[] {
    const forcedProvider = request.headers.get("x-provider");
    const candidates = dependencies.candidates(config, model, {
      hasCredential: hasCredential(request.headers),
      ...(forcedProvider !== null && { forcedProvider }),
    });
    if (candidates.length > 0 || forcedProvider === null) return candidates;
    throw new RequestError(
      "invalid_request",
      `x-provider: model "${model.name}" has no mapping to "${forcedProvider}".`,
    );
  }

  /** Runs the chain. @throws ChainError */
  async function serve(
    plan: Plan,
    trace: RequestTrace,
    signal: AbortSignal,
    preface: Preface | undefined,
  ): Promise<{ answer: Answer; target: Target }> {
    const { config, request, model } = plan;
    const candidates = candidatesFor(plan);
    return runChain(
      {
        candidates,
        needs: requestNeeds(plan.view, plan.bytes),
        client: request.dialect.id,
        // A single candidate leaves no choice to remember.
        session: plan.session ?? (candidates.length > 1 ? conversationKey(plan.view) : undefined),
        isContinued: plan.session !== undefined || plan.view.messageCount() > 1,
        model: model.name,
        configRevision: config.revision,
        signal,
        attempt: async (target, ended) => ({
          answer: await attempt(plan, trace, target, signal, preface, ended),
          target,
        }),
        mend: (target, failure) =>
          target.protocol !== request.dialect.id && dependencies.refused.note(target, failure),
        onStep: (step) => {
          trace.step(step);
          if (step.outcome === "failed") {
            log.debug("attempt failed", {
              id: request.id,
              provider: step.target.provider.name,
              model: step.target.mapping.actualModel,
              kind: step.failure.kind,
              status: step.failure.status,
            });
          }
        },
      },
      dependencies,
    );
  }

  function record(plan: Plan, trace: RequestTrace, outcome: Outcome): void {
    const finished = trace.finish(outcome);
    recorder.record(plan.bodies ? { ...finished, bodies: plan.bodies.bodies() } : finished);
    const served = finished.attempts.findLast(({ usage }) => usage !== undefined);
    if (!served?.usage || plan.request.dialect.id !== "anthropic") return;
    const { input = 0, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0 } = served.usage;
    const tokens = input + cacheRead + cacheWrite5m + cacheWrite1h;
    if (tokens > 0) dependencies.learnTokens(served.model, plan.request, tokens);
  }

  function answered(
    plan: Plan,
    trace: RequestTrace,
    served: { answer: Answer; target: Target },
    gone: AbortController,
  ): Response {
    const { answer, target } = served;
    trace.served(answer);
    const headers = addRouteHeaders(answer.headers, plan, trace.calls(), target);
    noteLosses(headers, answer.dropped);
    if (!isStream(answer.body)) {
      headers["content-type"] = "application/json";
      plan.bodies?.note(answer.body);
      record(plan, trace, { status: 200 });
      return new Response(answer.body, { status: 200, headers });
    }
    return new Response(openStream(plan, trace, answer.body, gone), {
      status: 200,
      headers: addStreamHeaders(headers),
    });
  }

  function openStream(
    plan: Plan,
    trace: RequestTrace,
    stream: AnswerStream,
    gone: AbortController,
    brokenBy: () => UpstreamFailure | undefined = () => undefined,
  ): ReadableStream<Uint8Array> {
    const { request } = plan;
    const release = live.enter(gone);
    const followed = plan.bodies?.follow(stream) ?? stream;
    return streamBody(followed, {
      keepAlive: request.dialect.keepAlive,
      sendMs: plan.config.server.sendMs,
      onEnd(end) {
        release();
        if (end !== "whole") gone.abort(new UpstreamError(cancelled));
        const left = end === "left" || request.signal.aborted;
        const broken = typeof end === "object" ? failureOf(plan, end.bug) : brokenBy();
        const failure = left ? cancelled : broken;
        record(plan, trace, { status: left ? 499 : 200, ...(failure && { failure }) });
      },
    });
  }

  /** Begins a stream whose target is not certain yet: with pings, or with what the first target thinks aloud. */
  function answeredLate(
    plan: Plan,
    trace: RequestTrace,
    chain: Promise<{ answer: Answer; target: Target }>,
    preface: Preface,
    gone: AbortController,
    opening?: PrefaceOpening,
  ): Response {
    let failure: UpstreamFailure | undefined;
    const stream = openLateStream({
      answer: chain.then(({ answer }) => {
        trace.served(answer);
        return answer;
      }),
      preface,
      fail(error) {
        failure = failureOf(plan, error);
        const told = describeFailure(failure, plan.request.id);
        return preface.fail(told) ?? openEncoder(plan).fail(told);
      },
    });
    const headers = addStreamHeaders(
      addRouteHeaders({}, plan, trace.calls() + (opening ? 1 : 0), opening?.target),
    );
    noteLosses(headers, opening?.dropped ?? []);
    const body = openStream(plan, trace, stream, gone, () => failure);
    return new Response(body, { status: 200, headers });
  }

  function failureOf({ request }: Plan, error: unknown): UpstreamFailure {
    if (error instanceof ChainError) return error.failure;
    log.error("bug while answering", { id: request.id, error: String(error) });
    return { kind: "server_error", message: "internal error" };
  }

  function openEncoder({ request, model, decoded }: Plan): StreamEncoder {
    return decoded().openEncoder({
      requestId: request.id,
      model: model.name,
      newId: dependencies.newId,
      now: () => Math.floor(now() / 1000),
    });
  }

  function failed(plan: Plan, trace: RequestTrace, error: unknown): Response {
    if (!(error instanceof ChainError)) {
      trace.abandon();
      throw error;
    }
    const { failure } = error;
    const response = failureResponse({
      failure,
      steps: trace.steps,
      dialect: plan.request.dialect,
      requestId: plan.request.id,
      headers: addRouteHeaders({}, plan, trace.calls()),
      now: now(),
    });
    const status = failure.kind === "cancelled" ? 499 : response.status;
    record(plan, trace, { status, failure: { kind: failure.kind, message: failure.message } });
    return response;
  }

  return {
    async handle(request) {
      const plan = await planRequest(request, dependencies);
      const trace = traceRequest({
        request,
        requestedModel: plan.view.model,
        route: plan.route,
        session: plan.session,
        stream: plan.wantsStream,
        monotonic,
        live: dependencies.liveRequests,
      });
      if (plan.route.warning !== undefined) log.warn(plan.route.warning, { id: request.id });

      const gone = new AbortController();
      const leave = (): void => gone.abort(new UpstreamError(cancelled));
      request.signal.addEventListener("abort", leave, { once: true });
      if (request.signal.aborted) leave();
      const { apiMs } = plan.config.server.timeouts;
      const overall = setTimeout(() => {
        gone.abort(new UpstreamError({ kind: "timeout", message: `no answer within ${apiMs} ms` }));
      }, apiMs);

      const release = live.enter(gone);
      const preface = plan.wantsStream ? createPreface(gone.signal) : undefined;
      const chain = serve(plan, trace, gone.signal, preface).finally(() => clearTimeout(overall));
      if (!preface) {
        return chain
          .then(
            (served) => answered(plan, trace, served, gone),
            (error: unknown) => failed(plan, trace, error),
          )
          .finally(release);
      }
      // A target that thinks aloud is alive: from then on its silences are watched, not the whole.
      void preface.begun.then(() => clearTimeout(overall));
      let timer: ReturnType<typeof setTimeout> | undefined;
      const early = new Promise<undefined>((resolve) => {
        timer = setTimeout(resolve, earlyStartMs, undefined);
      });
      try {
        // A stream counts itself out when it ends.
        const first = await Promise.race([chain, preface.begun, early]);
        if (first && "answer" in first) return answered(plan, trace, first, gone);
        return answeredLate(plan, trace, chain, preface, gone, first);
      } catch (error) {
        release();
        return failed(plan, trace, error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
