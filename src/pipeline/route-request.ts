import { findModel } from "../chain/target.ts";
import type { Config } from "../config/config.ts";
import { resolveAlias } from "../config/model-alias.ts";
import type { DecodedRequest } from "../protocols/protocol.ts";
import { type RequestView, viewOfBody, viewOfRequest } from "../router/request-view.ts";
import { decideRoute, type Route } from "../router/route.ts";
import type { ClientRequest } from "./client-request.ts";

/** What routing looks at, of a request in any client's format. */
export function viewOf(
  request: Pick<ClientRequest, "dialect" | "bytes" | "index" | "headers">,
  decoded: () => DecodedRequest,
): RequestView {
  return request.dialect.id === "anthropic"
    ? viewOfBody(request.bytes, request.index, request.headers)
    : viewOfRequest(decoded().request, request.headers, request.bytes.length);
}

/** Decides which model serves, by the rules of a config. */
export function routeRequest(
  config: Config,
  view: RequestView,
  estimateTokens: (bytes: number) => number,
): Route {
  return decideRoute({
    view,
    router: config.router,
    resolveModel: (name) =>
      [name, resolveAlias(name)].find((candidate) => findModel(config, candidate) !== undefined),
    estimateTokens,
  });
}
