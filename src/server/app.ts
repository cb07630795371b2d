import { Hono } from "hono";
import type { Config } from "../config/config.ts";
import { RequestError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { CountTokens } from "../pipeline/count-tokens.ts";
import type { Pipeline } from "../pipeline/handle.ts";
import { checkCrowd } from "./middleware/check-crowd.ts";
import { checkHost, type HostPolicy } from "./middleware/check-host.ts";
import { checkOrigin } from "./middleware/check-origin.ts";
import { requireKey, takeKey } from "./middleware/require-key.ts";
import { answerError } from "./on-error.ts";
import type { RequestReading } from "./read-client-request.ts";
import { generatingEndpoints } from "./routes/generate.ts";
import { health } from "./routes/health.ts";
import { getModel, listModels } from "./routes/models.ts";

/** What the HTTP side needs; everything that a reload may change is a function. */
export interface AppDependencies extends RequestReading {
  readonly config: () => Config;
  readonly pipeline: Pipeline;
  readonly countTokens: CountTokens;
  readonly newId: (prefix: string) => string;
  readonly log: Log;
  readonly instanceId: string;
  /** Address that the server really listens on. */
  readonly address: { readonly host: string; readonly port: number };
  /** Requests that are being answered, the one that asks among them. */
  readonly pendingRequests: () => number;
  /** More routes behind the same checks: admin pages, logins, metrics. */
  readonly mount?: (app: Hono) => void;
}

/** The HTTP application: answers every request, whatever becomes of it. */
export interface App {
  fetch(request: Request): Promise<Response>;
}

/** The path of a request's URL, as it was sent. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const query = url.indexOf("?", start);
  return url.slice(start, query < 0 ? undefined : query);
}

/**
 * Builds the HTTP application. Requests to generate are nearly all that ever come, and a router with its middleware
 * costs as much as routing a model does: they are looked up by path, everything else is Hono's.
 */
export function createApp(dependencies: AppDependencies): App {
  const { config, log, address } = dependencies;
  const generating = generatingEndpoints(dependencies);
  const rest = otherRoutes(dependencies);

  return {
    async fetch(request) {
      const id = dependencies.newId("req_");
      const path = pathOf(request.url);
      try {
        const { server } = config();
        const policy: HostPolicy = { host: address.host, port: address.port, allowed: server.allowedHosts };
        checkHost(request.headers, policy);
        checkOrigin(request, server.allowedOrigins);
        const generate = request.method === "POST" ? generating.get(path) : undefined;
        if (!generate) return await rest.fetch(request);
        takeKey(request.headers, server.apiKey);
        checkCrowd(dependencies.pendingRequests(), server.maxConcurrentRequests);
        return await generate(request, id);
      } catch (error) {
        return answerError(log, error, { id, path });
      }
    },
  };
}

function otherRoutes({ config, instanceId, mount }: AppDependencies): Hono {
  const app = new Hono();
  app.onError((error) => {
    throw error;
  });
  app.notFound(({ req }) => {
    throw notFound(req.method, req.path);
  });

  const key = requireKey(() => config().server.apiKey);
  // Codex tries a WebSocket first; 426 sends it to HTTP at once, other refusals cost it seconds.
  app.get("/v1/responses", key, ({ req }) => {
    if (req.header("upgrade")?.toLowerCase() !== "websocket") throw notFound(req.method, req.path);
    throw new RequestError("invalid_request", "WebSocket is not offered; use HTTP.", 426);
  });
  app.get("/v1/models", key, listModels(config));
  app.get("/v1/models/*", key, getModel(config));
  app.get("/health", health(instanceId));
  // Claude Code warms its connection up with these; any answer will do.
  app.on("HEAD", ["/", "/api/hello"], (context) => context.body(null, 200));

  mount?.(app);
  return app;
}

function notFound(method: string, path: string): RequestError {
  return new RequestError("not_found", `ccm has no ${method} ${path}.`);
}
