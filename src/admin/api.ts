import type { Hono } from "hono";
import type { Config, ModelConfig, ProviderConfig } from "../config/config.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { readOverview } from "./state/read-overview.ts";
import { statusJson } from "./status-json.ts";

/** What stands in JSON where a secret is: what it came from, or its ends. Sent back, it means "as it was". */
function maskedKeys({
  keys,
  keyVariables,
  unsetVariables,
}: ProviderConfig): string | readonly string[] | null {
  const shown = keys.map((key, index) => {
    const variable = keyVariables[index];
    return variable === undefined ? key.masked() : `$${variable}`;
  });
  const all = [...shown, ...unsetVariables.map((name) => `$${name}`)];
  if (all.length === 0) return null;
  return all.length === 1 ? (all[0] ?? null) : all;
}

/** A provider in the original's shape; values of headers may be credentials, so none is shown. */
function providerJson(provider: ProviderConfig): object {
  return {
    name: provider.name,
    provider_type: provider.type,
    auth_type: provider.authType === "api_key" ? "apikey" : provider.authType,
    api_key: maskedKeys(provider),
    oauth_provider: provider.authType === "oauth" ? provider.oauthProvider : null,
    project_id: provider.projectId ?? null,
    location: provider.location ?? null,
    base_url: provider.baseUrl ?? null,
    headers: Object.fromEntries(Object.keys(provider.headers).map((name) => [name, "…"])),
    models: provider.models,
    enabled: provider.enabled,
  };
}

function modelJson({ name, mappings }: ModelConfig): object {
  return {
    name,
    mappings: mappings.map(({ provider, actualModel, priority }) => ({
      priority,
      provider,
      actual_model: actualModel,
    })),
  };
}

function headJson({ server, router }: Config): object {
  return {
    server: { host: server.host, port: server.port },
    router: {
      default: router.default,
      background: router.background ?? null,
      think: router.think ?? null,
      websearch: router.websearch ?? null,
    },
  };
}

/** Mounts what programs may read: the original's paths with secrets masked, and all of Overview. */
export function mountApi(app: Hono, deps: AdminDependencies): void {
  const { config } = deps;
  app.get("/api/config", (context) => context.json(headJson(config())));
  app.get("/api/config/json", (context) =>
    context.json({
      ...headJson(config()),
      providers: config().providers.map(providerJson),
      models: config().models.map(modelJson),
    }),
  );
  app.get("/api/providers", (context) => context.json(config().providers.map(providerJson)));
  app.get("/api/models-config", (context) => context.json(config().models.map(modelJson)));
  app.get("/api/status", (context) =>
    context.json(statusJson(deps, readOverview(deps, context.req.query("range")))),
  );
}
