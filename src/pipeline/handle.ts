import { type ChainDependencies, ChainError, runChain } from "../chain/chain.ts";
import { type Candidate, findModel, type ResolveCandidates, type Target } from "../chain/target.ts";
import type { Config, ModelConfig } from "../config/config.ts";
import { RequestError, UpstreamError, type UpstreamFailure } from "../errors.ts";
import type { HeaderFields } from "../http/headers.ts";
import { memberOf } from "../http/json-index.ts";
import { spliceJson } from "../http/json-splice.ts";
import type { Log } from "../log.ts";
import type { RequestView } from "../router/request-view.ts";
import type { Route } from "../router/route.ts";
import type { UsageRecorder } from "../usage/record.ts";
import { type Answer, type AnswerStream, isStream } from "./answer.ts";
import type { AttemptContext, AttemptDependencies } from "./attempt.ts";
import { type BodyKeeper, keepBodies } from "./bodies/keep-bodies.ts";
import { describeFailure, failureResponse } from "./client-failure.ts";
import { type ClientRequest, decodeOnce } from "./client-request.ts";
import { hideCredential } from "./hide-credential.ts";
import type { LiveRequests } from "./live-requests.ts";
import type { LiveStreams } from "./live-streams.ts";
import { relay } from "./relay.ts";
import { requestNeeds } from "./request-needs.ts";
import { type Outcome, type RequestTrace, traceRequest } from "./request-trace.ts";
import { routeRequest, viewOf } from "./route-request.ts";
import { sessionKey } from "./session-key.ts";
import { streamBody } from "./stream-response.ts";
import { translate } from "./translate.ts";
import { hasCredential } from "./upstream-headers.ts";

/** What answers are made with. Everything that changes on a reload is asked for anew with each request. */
export interface PipelineDependencies extends AttemptDependencies, ChainDependencies {
  readonly config: () => Config;
  readonly candidates: ResolveCandidates;
  readonly recorder: UsageRecorder;
  readonly log: Log;
  readonly live: LiveStreams;
  readonly liveRequests: LiveRequests;
  /** Tokens that a body of this size is about, for the long-context rule. */
  readonly estimateTokens: (bytes: number) => number;
  /** Takes credentials out of a text that is kept. */
  readonly redact: (text: string) => string;
  /** Takes in how many tokens a provider counted in a Messages request. */
  readonly learnTokens: (model: string, request: ClientRequest, tokens: number) => void;
}

/** After this long without an answer a stream begins with pings, so that the client knows it is worked for. */
const earlyStartMs = 12_000;

/** A request with everything that was decided before the first call. */
interface Plan {
  readonly request: ClientRequest;
  readonly config: Config;
  readonly route: Route;
  readonly model: ModelConfig;
  readonly view: RequestView;
  readonly bytes: Uint8Array;
  readonly decoded: AttemptContext["decoded"];
  readonly wantsStream: boolean;
  readonly session: string | undefined;
  /** Present where bodies are kept. */
  readonly bodies: BodyKeeper | undefined;
}

function readsTrue({ bytes, index }: ClientRequest, key: string): boolean {
  const member = memberOf(index, key);
  return member !== undefined && bytes[member.start] === 0x74;
}

/** @throws RequestError when the request cannot be understood or names a model that is not configured. */
async function planRequest(request: ClientRequest, dependencies: PipelineDependencies): Promise<Plan> {
  const config = dependencies.config();
  let decoded = decodeOnce(request);
  // Routing by such a request looks at its decoded form.
  if (request.dialect.id !== "anthropic") await decoded.prepare();
  const view = viewOf(request, decoded);
  const route = request.only
    ? { model: request.only.name, reason: "direct" as const, matched: "provider test", edits: [] }
    : routeRequest(config, view, dependencies.estimateTokens);
  const model = request.only ?? findModel(config, route.model);
  if (!model) {
    const known = config.models.map(({ name }) => name).slice(0, 20);
    throw new RequestError(
      "not_found",
      `Model "${route.model}" is not configured in ccm. Configured: ${known.join(", ") || "none"}.`,
    );
  }
  // Paths of a decoded request lead through another format: the tag of a subagent is Claude Code's own.
  const edits = request.dialect.id === "anthropic" ? route.edits : [];
  const bytes = spliceJson(request.bytes, request.index, edits);
  if (bytes !== request.bytes) decoded = decodeOnce({ dialect: request.dialect, bytes });
  return {
    request,
    config,
    route,
    model,
    view,
    bytes,
    decoded,
    wantsStream: readsTrue(request, "stream"),
    session: sessionKey(view),
    bodies: config.server.logBodies ? keepBodies(request.bytes, dependencies.redact) : undefined,
  };
}

/** Headers that tell how an answer came about, put into those it has already. */
function addRouteHeaders(
  headers: HeaderFields,
  { request, route }: Plan,
  trace: RequestTrace,
  target?: Target,
): HeaderFields {
  headers["request-id"] = request.id;
  headers["x-request-id"] = request.id;
  headers["x-ccm-request-id"] = request.id;
  headers["x-ccm-route"] = route.reason;
  headers["x-ccm-model"] = headerText(route.model);
  headers["x-ccm-attempts"] = String(trace.calls());
  if (target) headers["x-ccm-provider"] = headerText(target.provider.name);
  if (route.warning !== undefined) headers["x-ccm-warning"] = headerText(route.warning);
  return headers;
}

/** Header values are visible ASCII; a model's name may be anything. */
function headerText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text);
}

function lossesOf(answer: Answer): string {
  return answer.dropped.length === 0 ? "" : [...new Set(answer.dropped)].join(", ");
}

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
  ): Promise<Answer> {
    const times = trace.begin(target);
    const credential = await target.credential?.resolve();
    const { fetch, thinking, refused, newId, noteHeaders, userAgent } = dependencies;
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
      session: plan.session,
      signal,
      describe: (failure) => describeFailure(failure, plan.request.id),
      mark: (moment) => trace.mark(times, moment),
    };
    const answer = target.protocol === plan.request.dialect.id ? relay(context) : translate(context);
    return answer.catch((error: unknown) => {
      throw hideCredential(error, plan.request.headers, credential);
    });
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
  ): Promise<{ answer: Answer; target: Target }> {
    const { config, request, model } = plan;
    return runChain(
      {
        candidates: candidatesFor(plan),
        needs: requestNeeds(plan.view, plan.bytes),
        client: request.dialect.id,
        session: plan.session,
        model: model.name,
        configRevision: config.revision,
        signal,
        attempt: async (target) => ({ answer: await attempt(plan, trace, target, signal), target }),
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
    const headers = addRouteHeaders(answer.headers, plan, trace, target);
    const losses = lossesOf(answer);
    if (losses !== "") {
      headers["x-ccm-lossy"] = headerText(losses);
      log.debug("translation dropped", { id: plan.request.id, dropped: losses });
    }
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

  function addStreamHeaders(headers: HeaderFields): HeaderFields {
    headers["content-type"] = "text/event-stream; charset=utf-8";
    headers["cache-control"] = "no-cache";
    headers["x-accel-buffering"] = "no";
    return headers;
  }

  function openStream(
    plan: Plan,
    trace: RequestTrace,
    stream: AnswerStream,
    gone: AbortController,
  ): ReadableStream<Uint8Array> {
    const { request } = plan;
    const release = live.enter(gone);
    const followed = plan.bodies?.follow(stream) ?? stream;
    return streamBody(followed, request.dialect.keepAlive, (clientLeft) => {
      release();
      const left = clientLeft || request.signal.aborted;
      if (left) gone.abort(new UpstreamError(cancelled));
      record(plan, trace, left ? { status: 499, failure: cancelled } : { status: 200 });
    });
  }

  /** A stream that began with pings: what the chain finds follows, a failure as the client's error event. */
  function lateStream(
    plan: Plan,
    trace: RequestTrace,
    chain: Promise<{ answer: Answer; target: Target }>,
  ): AnswerStream {
    let stream: AnswerStream | undefined;
    let over = false;
    return {
      async next() {
        if (over) return undefined;
        if (stream) return stream.next();
        try {
          const { answer } = await chain;
          trace.served(answer);
          if (isStream(answer.body)) {
            stream = answer.body;
            return stream.next();
          }
          over = true;
          return answer.body;
        } catch (error) {
          over = true;
          const failure =
            error instanceof ChainError
              ? error.failure
              : { kind: "server_error" as const, message: "internal error" };
          if (!(error instanceof ChainError))
            log.error("bug while answering", { id: plan.request.id, error: String(error) });
          const encoder = plan.decoded().openEncoder({
            requestId: plan.request.id,
            model: plan.model.name,
            newId: dependencies.newId,
            now: () => Math.floor(now() / 1000),
          });
          return encoder.fail(describeFailure(failure, plan.request.id));
        }
      },
    };
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
      headers: addRouteHeaders({}, plan, trace),
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

      const chain = serve(plan, trace, gone.signal).finally(() => clearTimeout(overall));
      if (!plan.wantsStream) {
        return chain.then(
          (served) => answered(plan, trace, served, gone),
          (error: unknown) => failed(plan, trace, error),
        );
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      const early = new Promise<"early">((resolve) => {
        timer = setTimeout(resolve, earlyStartMs, "early");
      });
      try {
        const first = await Promise.race([chain, early]);
        if (first !== "early") return answered(plan, trace, first, gone);
      } catch (error) {
        return failed(plan, trace, error);
      } finally {
        clearTimeout(timer);
      }
      const headers = addStreamHeaders(addRouteHeaders({}, plan, trace));
      return new Response(openStream(plan, trace, lateStream(plan, trace, chain), gone), {
        status: 200,
        headers,
      });
    },
  };
}
