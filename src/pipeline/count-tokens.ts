import type { CredentialSource } from "../auth/credential.ts";
import { findModel, resolveCandidates, type Target } from "../chain/target.ts";
import type { Config } from "../config/config.ts";
import { resolveAlias } from "../config/model-alias.ts";
import { UpstreamError } from "../errors.ts";
import { spliceJson } from "../http/json-splice.ts";
import { isJsonObject, parseJson } from "../json.ts";
import { viewOfBody } from "../router/request-view.ts";
import { decideRoute } from "../router/route.ts";
import type { AttemptDependencies } from "./attempt.ts";
import { callUpstream } from "./call-upstream.ts";
import type { ClientRequest } from "./client-request.ts";
import { openBody } from "./upstream-body.ts";
import { hasCredential, upstreamHeaders } from "./upstream-headers.ts";

/** Answers `count_tokens`: natively where the target counts, else by estimate. */
export type CountTokens = (request: ClientRequest) => Promise<Response>;

export interface CountDependencies extends AttemptDependencies {
  readonly config: () => Config;
  readonly credentials: CredentialSource;
  /** Tokens of a Messages request for a provider's model, from its sizes. */
  readonly estimate: (model: string, request: ClientRequest) => number;
}

const longestCount = 64 * 1024;
/** `/context` asks thirty times at once and waits: a slow count is worth less than an estimate. */
const slowestCountMs = 5000;

function firstTarget(request: ClientRequest, dependencies: CountDependencies): Target | undefined {
  const config = dependencies.config();
  const { model } = decideRoute({
    view: viewOfBody(request.bytes, request.index, request.headers),
    router: config.router,
    resolveModel: (name) =>
      [name, resolveAlias(name)].find((candidate) => findModel(config, candidate) !== undefined),
    estimateTokens: (bytes) => bytes / 4,
  });
  const found = findModel(config, model);
  if (!found) return undefined;
  for (const candidate of resolveCandidates(config, dependencies.credentials, found, {
    hasCredential: hasCredential(request.headers),
  })) {
    if ("target" in candidate) return candidate.target;
  }
  return undefined;
}

/** The target's own count; `undefined` when it has none to give now. */
async function countNatively(
  request: ClientRequest,
  target: Target,
  dependencies: CountDependencies,
): Promise<string | undefined> {
  if (target.protocol !== "anthropic" || !target.quirks.anthropic.countTokens) return undefined;
  const bytes = spliceJson(request.bytes, request.index, [
    { path: ["model"], value: target.mapping.actualModel },
  ]);
  const controller = new AbortController();
  const giveUp = (): void =>
    controller.abort(new UpstreamError({ kind: "timeout", message: "counting took too long" }));
  const timer = setTimeout(giveUp, slowestCountMs);
  request.signal.addEventListener("abort", giveUp, { once: true });
  try {
    const credential = await target.credential?.resolve();
    const response = await callUpstream(
      dependencies.fetch,
      {
        url: `${target.baseUrl}/v1/messages/count_tokens`,
        method: "POST",
        headers: upstreamHeaders({
          target,
          client: request.headers,
          relayed: true,
          stream: false,
          credential,
          session: undefined,
          userAgent: dependencies.userAgent,
        }),
        body: new Uint8Array(bytes),
        controller,
        connectTimeoutMs: target.timeouts.connectMs,
      },
      dependencies.now,
    );
    const text = await (await openBody(response, controller.signal)).readAll(longestCount);
    const body = parseJson(text);
    return isJsonObject(body) && typeof body.input_tokens === "number" ? text : undefined;
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
    const headers = { "content-type": "application/json", "request-id": request.id };
    const native = target && (await countNatively(request, target, dependencies));
    if (native !== undefined) return new Response(native, { headers });
    const model = target?.mapping.actualModel ?? "";
    return Response.json({ input_tokens: dependencies.estimate(model, request) }, { headers });
  };
}
