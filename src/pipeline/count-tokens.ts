import type { Cooldowns } from "../chain/cooldown.ts";
import { findModel, type ResolveCandidates, type Target } from "../chain/target.ts";
import { subjectOf } from "../chain/target-identity.ts";
import type { Config } from "../config/config.ts";
import { UpstreamError } from "../errors.ts";
import { type JsonEdit, spliceInPieces } from "../http/json-splice.ts";
import type { UpstreamPayload } from "../http/upstream-fetch.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json.ts";
import { vertexAnthropicVersion } from "../protocols/anthropic/encode-request.ts";
import { protocols } from "../protocols/registry.ts";
import { vertexClaudeCountPath, vertexClaudeModel } from "../protocols/shared/vertex-url.ts";
import { inSlices } from "../sliced.ts";
import type { AttemptDependencies } from "./attempt.ts";
import { callUpstream } from "./call-upstream.ts";
import { type ClientRequest, decodeOnce } from "./client-request.ts";
import { routeRequest, viewOf } from "./route-request.ts";
import { translationContext } from "./translation-context.ts";
import { openBody } from "./upstream-body.ts";
import { hasCredential, upstreamHeaders } from "./upstream-headers.ts";
import { upstreamBaseUrl } from "./upstream-url.ts";
import { writeBody } from "./write-body.ts";

/** Answers `count_tokens`: natively where the target counts, else by estimate. */
export type CountTokens = (request: ClientRequest) => Promise<Response>;

export interface CountDependencies extends AttemptDependencies {
  readonly config: () => Config;
  readonly candidates: ResolveCandidates;
  readonly cooldowns: Cooldowns;
  /** Tokens that a body of this size is about, for the long-context rule. */
  readonly estimateTokens: (bytes: number) => number;
  /** Tokens of a Messages request for a provider's model, from its sizes. */
  readonly estimate: (model: string, request: ClientRequest) => number;
}

const longestCount = 64 * 1024;
/** `/context` asks thirty times at once and waits: a slow count is worth less than an estimate. */
const slowestCountMs = 5000;

/** The target that would be asked first. One that rests is left in peace: a count is a call too. */
function firstTarget(request: ClientRequest, dependencies: CountDependencies): Target | undefined {
  const config = dependencies.config();
  const view = viewOf(request, decodeOnce(request));
  const model = findModel(config, routeRequest(config, view, dependencies.estimateTokens).model);
  if (!model) return undefined;
  const candidates = dependencies.candidates(config, model, {
    hasCredential: hasCredential(request.headers),
  });
  return candidates
    .flatMap((candidate) => ("target" in candidate ? [candidate.target] : []))
    .find((target) => dependencies.cooldowns.resting(subjectOf(target, config.revision)) === undefined);
}

/** A call that asks a host to count. */
interface CountCall {
  readonly path: string;
  readonly body: UpstreamPayload;
  /** The client's answer; `undefined` when the host's tells no count. */
  readonly answer: (body: JsonValue) => JsonObject | undefined;
}

/** Anthropic's own format passes through, with the model's name in the body on Vertex AI too. */
function relayedCall(request: ClientRequest, { quirks, mapping }: Target): CountCall | undefined {
  const { countTokens, vertex } = quirks.anthropic;
  if (!countTokens) return undefined;
  const edits: JsonEdit[] = vertex
    ? [
        { path: ["model"], value: vertexClaudeModel(mapping.actualModel) },
        { path: ["anthropic_version"], value: vertexAnthropicVersion },
      ]
    : [{ path: ["model"], value: mapping.actualModel }];
  return {
    path: vertex ? vertexClaudeCountPath : "/v1/messages/count_tokens",
    body: spliceInPieces(request.bytes, request.index, edits),
    answer: (body) => (isJsonObject(body) && typeof body.input_tokens === "number" ? body : undefined),
  };
}

async function translatedCall(
  request: ClientRequest,
  target: Target,
  surroundings: Parameters<typeof translationContext>[0],
): Promise<CountCall | undefined> {
  const counting = protocols[target.protocol].counting;
  if (!counting?.offeredBy(target.quirks)) return undefined;
  const { request: hub } = await decodeOnce(request).prepare();
  const body = await inSlices(counting.encodeRequest(hub, translationContext(surroundings, hub)));
  return {
    path: counting.path(target.mapping.actualModel, target.quirks),
    body: await writeBody(body, request.bytes.length),
    answer: (answer) => {
      const tokens = counting.decodeAnswer(answer);
      return tokens === undefined ? undefined : { input_tokens: tokens };
    },
  };
}

/** The target's own count; `undefined` when it has none to give now. */
async function countNatively(
  request: ClientRequest,
  target: Target,
  dependencies: CountDependencies,
): Promise<JsonObject | undefined> {
  const controller = new AbortController();
  const giveUp = (): void =>
    controller.abort(new UpstreamError({ kind: "timeout", message: "counting took too long" }));
  const timer = setTimeout(giveUp, slowestCountMs);
  request.signal.addEventListener("abort", giveUp, { once: true });
  try {
    const credential = await target.credential?.resolve();
    const relayed = target.protocol === request.dialect.id;
    const { newId, now } = dependencies;
    const call = relayed
      ? relayedCall(request, target)
      : await translatedCall(request, target, {
          target,
          credential,
          session: undefined,
          wantsStream: false,
          newId,
          now,
        });
    if (!call) return undefined;
    const response = await callUpstream(
      dependencies.fetch,
      {
        url: upstreamBaseUrl(target, credential) + call.path,
        method: "POST",
        headers: upstreamHeaders({
          target,
          client: request.headers,
          relayed,
          stream: false,
          credential,
          session: undefined,
          userAgent: dependencies.userAgent,
        }),
        body: call.body,
        controller,
        connectTimeoutMs: target.timeouts.connectMs,
      },
      now,
    );
    const text = await (await openBody(response, "whole", controller.signal)).readAll(longestCount);
    return call.answer(parseJson(text) ?? null);
  } catch (error) {
    if (error instanceof UpstreamError) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Creates the counter. A count is never worth an error: what cannot be counted is estimated. */
export function createCountTokens(dependencies: CountDependencies): CountTokens {
  return async (request) => {
    const target = firstTarget(request, dependencies);
    const headers = { "request-id": request.id };
    const counted = target && (await countNatively(request, target, dependencies));
    if (counted !== undefined) return Response.json(counted, { headers });
    const model = target?.mapping.actualModel ?? "";
    return Response.json({ input_tokens: dependencies.estimate(model, request) }, { headers });
  };
}
