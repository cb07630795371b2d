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
import { isLoopback } from "../../server/middleware/check-host.ts";
import { hostOfUrl } from "./imported-host.ts";
import { importKey, importKeys } from "./imported-key.ts";

/*
 * claude-code-router's `config.json`, versions 1 and 2, which is JSON5: `Providers` with full URLs and transformers, `Router`
 * with "provider,model" for each kind of request.
 */

/** A transformer by name, or with its options. */
const transformer = v.union([
  v.string(),
  v.pipe(
    v.looseTuple([v.string()]),
    v.transform((parts): unknown[] => parts),
  ),
]);
const transformers = v.object({ use: v.optional(v.array(transformer), []) });

const providerSchema = v.looseObject({
  name: v.string(),
  api_base_url: v.string(),
  api_key: v.optional(v.string()),
  models: v.optional(v.array(v.string()), []),
  transformer: v.optional(v.record(v.string(), v.unknown()), {}),
});

const target = v.nullish(v.string());
const routerSchema = v.looseObject({
  default: v.string(),
  background: target,
  think: target,
  longContext: target,
  longContextThreshold: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(Number))),
  webSearch: target,
});

const fallbackSchema = v.optional(v.record(v.string(), v.array(v.string())), {});

const fileSchema = v.looseObject({
  Providers: v.array(providerSchema),
  Router: routerSchema,
  fallback: fallbackSchema,
  APIKEY: v.optional(v.string()),
  HOST: v.optional(v.string()),
  PORT: v.optional(v.union([v.string(), v.number()])),
  API_TIMEOUT_MS: v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number))),
});

type RouterProvider = v.InferOutput<typeof providerSchema>;
type RouterFile = v.InferOutput<typeof fileSchema>;

/** Keys of the file that say nothing to ccm: how that program logs, and where it finds its client. */
const ownAffairs = new Set([
  "LOG",
  "LOG_LEVEL",
  "CLAUDE_PATH",
  "NON_INTERACTIVE_MODE",
  "StatusLine",
  "HOT_RELOAD",
]);

/** What ccm does by itself for every provider: formats, tools, reasoning, cache marks. */
const needless =
  /^(?:anthropic|openai|openrouter|deepseek|gemini|groq|cerebras|tooluse|enhancetool|reasoning|cleancache|streamoptions|maxcompletiontokens|forcereasoning|vertex-gemini|vertex-claude)$/i;

/** Those that log in by themselves, with what logs in to ccm instead. */
const logins: Readonly<Record<string, string>> = {
  "gemini-cli": "ccm auth login gemini",
};

function usesOf(value: unknown): readonly (readonly [string, unknown])[] {
  const parsed = v.safeParse(transformers, value);
  if (!parsed.success) return [];
  return parsed.output.use.map((one) =>
    typeof one === "string" ? [one, undefined] : [String(one[0]), one[1]],
  );
}

function maxTokensOf(provider: RouterProvider, model: string): number | undefined {
  const options = [...usesOf({ use: provider.transformer.use }), ...usesOf(provider.transformer[model])];
  const limit = options.findLast(([name]) => name === "maxtoken")?.[1];
  const parsed = v.safeParse(v.object({ max_tokens: v.pipe(v.number(), v.integer(), v.minValue(1)) }), limit);
  return parsed.success ? parsed.output.max_tokens : undefined;
}

function lostTransformers(provider: RouterProvider): LeftOut[] {
  const { use, ...byModel } = provider.transformer;
  const all = [...usesOf({ use }), ...Object.values(byModel).flatMap((value) => usesOf(value))];
  const names = new Set(
    all.map(([name]) => name).filter((name) => name !== "maxtoken" && !needless.test(name)),
  );
  return [...names].map((name) => ({
    what: `transformer "${name}" of provider "${provider.name}"`,
    why: logins[name] === undefined ? "ccm runs no transformers" : `log in with ${logins[name]} instead`,
  }));
}

function readProvider(provider: RouterProvider, env: Environment): SetupProvider {
  const { name, api_base_url: url, api_key: key } = provider;
  const speaksAnthropic =
    /\/messages\/?$/.test(url) || usesOf(provider.transformer).some(([use]) => /^anthropic$/i.test(use));
  const host = hostOfUrl(url, speaksAnthropic ? "anthropic" : "openai");
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

function leftOutOf(file: RouterFile, document: object): LeftOut[] {
  const known = new Set([...Object.keys(fileSchema.entries), ...ownAffairs]);
  const reasons: Readonly<Record<string, string>> = {
    CUSTOM_ROUTER_PATH: "ccm runs no scripts; routes and <CCM-SUBAGENT-MODEL> choose models",
    transformers: "ccm runs no transformers",
    PROXY_URL: "set HTTPS_PROXY where ccm starts",
  };
  const unknown = Object.keys(document).filter((key) => !known.has(key));
  const routes = Object.keys(file.Router).filter((key) => !(key in routerSchema.entries));
  return [
    ...(file.PORT === undefined
      ? []
      : [{ what: `PORT ${file.PORT}`, why: "ccm has a port of its own; server.port changes it" }]),
    ...unknown.map((key) => ({ what: key, why: reasons[key] ?? "ccm has nothing of the kind" })),
    ...routes.map((key) => ({ what: `Router.${key}`, why: "ccm has no such route" })),
    ...file.Providers.flatMap(lostTransformers),
  ];
}

/** Reads claude-code-router's config. @throws UserError when the text is none, naming what does not fit */
export function readClaudeCodeRouter(text: string, path: string, env: Environment): Setup {
  let document: unknown;
  try {
    document = Bun.JSON5.parse(text);
  } catch {
    throw new UserError(`${path} is not valid JSON`, exitCodes.usage);
  }
  const parsed = v.safeParse(fileSchema, document);
  if (!parsed.success) {
    const where = v.getDotPath(parsed.issues[0]) ?? "its top";
    throw new UserError(`${path} is no config of claude-code-router: ${where} does not fit`, exitCodes.usage);
  }
  const file = parsed.output;
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
    leftOut: leftOutOf(file, file),
  };
}
