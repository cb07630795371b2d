import * as v from "valibot";
import type { Environment } from "../../config/paths.ts";
import type {
  LeftOut,
  Setup,
  SetupMapping,
  SetupModel,
  SetupProvider,
  SetupRoutes,
} from "../../config/setup.ts";
import { exitCodes, UserError } from "../../errors.ts";
import { isJsonObject } from "../../json.ts";
import { isLoopback } from "../../server/middleware/check-host.ts";
import { hostOfUrl } from "./imported-host.ts";
import { importKey, importKeys } from "./imported-key.ts";
import { fileSchema, type RouterFile, type RouterProvider, routerSchema } from "./router-file.ts";
import { isVertex, lostTransformers, maxTokensOf, speaksAnthropic } from "./router-transformers.ts";

/*
 * claude-code-router's `config.json`, versions 1 and 2, which is JSON5: `Providers` with full URLs and transformers, `Router`
 * with "provider,model" for each kind of request.
 */

/** Keys of the file that say nothing to ccm: how that program logs, and where it finds its client. */
const ownAffairs = new Set([
  "LOG",
  "LOG_LEVEL",
  "CLAUDE_PATH",
  "NON_INTERACTIVE_MODE",
  "StatusLine",
  "HOT_RELOAD",
]);

function readProvider(provider: RouterProvider, env: Environment): SetupProvider {
  const { name, api_base_url: url, api_key: key } = provider;
  if (isVertex(provider)) return { name, type: "vertex-ai", auth: "api_key", keys: [] };
  const host = hostOfUrl(url, speaksAnthropic(provider) ? "anthropic" : "openai");
  return { name, ...host, auth: "api_key", keys: importKeys(key, host.type, env) };
}

/** `openrouter,google/gemini-2.5-pro`; a model's name may hold commas too. */
function splitTarget(text: string): { readonly provider: string; readonly model: string } {
  const at = text.indexOf(",");
  return { provider: text.slice(0, at).trim(), model: text.slice(at + 1).trim() };
}

const routeNames = [
  ["default", "default"],
  ["think", "think"],
  ["websearch", "webSearch"],
  ["background", "background"],
  ["long_context", "longContext"],
] as const;

/** Models and routes. A model keeps the name that its users know, `provider,model`. */
function readRoutes(file: RouterFile): { readonly routes: SetupRoutes; readonly models: SetupModel[] } {
  const mapping = (text: string): SetupMapping => {
    const { provider, model } = splitTarget(text);
    const owner = file.Providers.find(({ name }) => name === provider);
    const limit = owner && maxTokensOf(owner, model);
    return { provider, model, ...(limit !== undefined && { maxOutputTokens: limit }) };
  };
  const models = new Map<string, SetupModel>();
  const add = (text: string): string => {
    const one = mapping(text);
    const name = `${one.provider},${one.model}`;
    models.set(name, { name, mappings: [one] });
    return name;
  };
  for (const { name, models: listed } of file.Providers) for (const model of listed) add(`${name},${model}`);
  const routed = routeNames.flatMap(([route, key]) => {
    const text = file.Router[key];
    if (!text) return [];
    const name = add(text);
    const fallback = file.fallback[key] ?? [];
    if (fallback.length === 0) return [[route, name] as const];
    models.set(route, { name: route, mappings: [mapping(text), ...fallback.map(mapping)] });
    return [[route, route] as const];
  });
  const { default: main = "", ...others } = Object.fromEntries(routed);
  const threshold = file.Router.longContextThreshold;
  return {
    routes: { default: main, ...others, ...(threshold ? { long_context_tokens: threshold } : {}) },
    models: [...models.values()],
  };
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["CUSTOM_ROUTER_PATH", "ccm runs no scripts; routes and <CCM-SUBAGENT-MODEL> choose models"],
  ["transformers", "ccm runs no transformers"],
  ["PROXY_URL", "set HTTPS_PROXY where ccm starts"],
]);

function leftOutOf(file: RouterFile): LeftOut[] {
  const known = new Set([...Object.keys(fileSchema.entries), ...ownAffairs]);
  const unknown = Object.keys(file).filter((key) => !known.has(key));
  const routes = Object.keys(file.Router).filter((key) => !(key in routerSchema.entries));
  return [
    ...(file.PORT === undefined
      ? []
      : [{ what: `PORT ${file.PORT}`, why: "ccm has a port of its own; server.port changes it" }]),
    ...unknown.map((key) => ({ what: key, why: reasons.get(key) ?? "ccm has nothing of the kind" })),
    ...routes.map((key) => ({ what: `Router.${key}`, why: "ccm has no such route" })),
    ...file.Providers.flatMap(lostTransformers),
    ...file.Providers.filter(isVertex).map(({ name }) => ({
      what: `address and key of provider "${name}"`,
      why: "Vertex AI takes the Google credentials of the machine; project_id and location name the rest",
    })),
  ];
}

/** Some versions write `providers` in small letters. */
function withProviders(document: unknown): unknown {
  if (!isJsonObject(document) || document.Providers !== undefined) return document;
  const { providers, ...rest } = document;
  return { ...rest, Providers: providers };
}

/** Reads claude-code-router's config. @throws UserError when the text is none, naming what does not fit */
export function readClaudeCodeRouter(text: string, path: string, env: Environment): Setup {
  let document: unknown;
  try {
    document = Bun.JSON5.parse(text);
  } catch {
    throw new UserError(`${path} is not valid JSON`, exitCodes.usage);
  }
  const parsed = v.safeParse(fileSchema, withProviders(document));
  if (!parsed.success) {
    const where = v.getDotPath(parsed.issues[0]) ?? "its top";
    throw new UserError(`${path} is no config of claude-code-router: ${where} does not fit`, exitCodes.usage);
  }
  const file = parsed.output;
  if (file.Providers.length === 0)
    throw new UserError(`${path} has no provider to take over`, exitCodes.usage);
  const { HOST: host, APIKEY: key, API_TIMEOUT_MS: timeoutMs } = file;
  return {
    server: {
      // Without a key that program listens on this machine alone, whatever its HOST says.
      ...(host && key && !isLoopback(host) && { host }),
      ...(key && { apiKey: importKey(key, env) }),
      ...(timeoutMs && { timeoutMs }),
    },
    ...readRoutes(file),
    providers: file.Providers.map((provider) => readProvider(provider, env)),
    leftOut: leftOutOf(file),
  };
}
