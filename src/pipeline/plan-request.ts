import { findModel } from "../chain/target.ts";
import type { Config, ModelConfig } from "../config/config.ts";
import { RequestError } from "../errors.ts";
import { memberOf } from "../http/json-index.ts";
import { spliceJson } from "../http/json-splice.ts";
import type { RequestView } from "../router/request-view.ts";
import type { Route } from "../router/route.ts";
import { type BodyKeeper, keepBodies } from "./bodies/keep-bodies.ts";
import { type ClientRequest, decodeOnce, type LazyRequest } from "./client-request.ts";
import { routeRequest, viewOf } from "./route-request.ts";
import { sessionKey } from "./session-key.ts";

/** A request with everything that was decided before the first call. */
export interface Plan {
  readonly request: ClientRequest;
  readonly config: Config;
  readonly route: Route;
  readonly model: ModelConfig;
  readonly view: RequestView;
  readonly bytes: Uint8Array;
  readonly decoded: LazyRequest;
  readonly wantsStream: boolean;
  readonly session: string | undefined;
  /** Present where bodies are kept. */
  readonly bodies: BodyKeeper | undefined;
}

/** What a request is planned by. */
export interface PlanningDependencies {
  readonly config: () => Config;
  /** Tokens that a body of this size is about, for the long-context rule. */
  readonly estimateTokens: (bytes: number) => number;
  /** Takes credentials out of a text that is kept. */
  readonly redact: (text: string) => string;
}

function readsTrue({ bytes, index }: ClientRequest, key: string): boolean {
  const member = memberOf(index, key);
  return member !== undefined && bytes[member.start] === 0x74;
}

/**
 * Decides which model serves, and what is sent to it.
 * @throws RequestError when the request cannot be understood or names a model that is not configured.
 */
export async function planRequest(request: ClientRequest, dependencies: PlanningDependencies): Promise<Plan> {
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
