import { Hono } from "hono";
import type { Config } from "../config/config.ts";
import { RequestError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { CountTokens } from "../pipeline/count-tokens.ts";
import type { Pipeline } from "../pipeline/handle.ts";
import { dialects } from "../protocols/registry.ts";
import { checkHost } from "./middleware/check-host.ts";
import { checkOrigin } from "./middleware/check-origin.ts";
import { requireKey } from "./middleware/require-key.ts";
import { onError, onNotFound } from "./on-error.ts";
import { generate, type RequestReading, readClientRequest } from "./routes/generate.ts";
import { health } from "./routes/health.ts";
import { getModel, listModels } from "./routes/models.ts";

declare module "hono" {
  interface ContextVariableMap {
    requestId: string;
  }
}

/** What the HTTP side needs; everything that a reload may change is a function. */
export interface AppDependencies extends RequestReading {
  readonly config: () => Config;
  readonly pipeline: Pipeline;
  readonly countTokens: CountTokens;
  readonly log: Log;
  readonly instanceId: string;
  /** Address that the server really listens on. */
  readonly address: { readonly host: string; readonly port: number };
  /** More routes behind the same checks: admin pages, logins, metrics. */
  readonly mount?: (app: Hono) => void;
}

/** Builds the HTTP application. */
export function createApp(dependencies: AppDependencies): Hono {
  const { config, pipeline, log } = dependencies;
  const app = new Hono();
  app.onError(onError(log));
  app.notFound(onNotFound);

  app.use(async (context, next) => {
    context.set("requestId", dependencies.newId("req_"));
    await next();
  });
  app.use(checkHost(() => ({ ...dependencies.address, allowed: config().server.allowedHosts })));
  app.use(checkOrigin(() => config().server.allowedOrigins));

  const key = requireKey(() => config().server.apiKey);
  const { anthropic, "openai-chat": chat, "openai-responses": responses } = dialects;
  for (const base of ["/v1", ""]) {
    app.post(`${base}/messages`, key, generate(pipeline, "messages", anthropic, dependencies));
    app.post(`${base}/messages/count_tokens`, key, async (context) =>
      dependencies.countTokens(await readClientRequest(context, "count_tokens", anthropic, dependencies)),
    );
    app.post(`${base}/chat/completions`, key, generate(pipeline, "chat_completions", chat, dependencies));
    app.post(`${base}/responses`, key, generate(pipeline, "responses", responses, dependencies));
  }
  // Codex tries a WebSocket first; 426 sends it to HTTP at once, other refusals cost it seconds.
  app.get("/v1/responses", key, (context) => {
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket") return onNotFound(context);
    throw new RequestError("invalid_request", "WebSocket is not offered; use HTTP.", 426);
  });
  app.get("/v1/models", key, listModels(config));
  app.get("/v1/models/*", key, getModel(config));
  app.get("/health", health(dependencies.instanceId));
  // Claude Code warms its connection up with these; any answer will do.
  app.on("HEAD", ["/", "/api/hello"], (context) => context.body(null, 200));

  dependencies.mount?.(app);
  return app;
}
