import type { Environment } from "../../config/paths.ts";
import type { SetupMapping, SetupProvider } from "../../config/setup.ts";
import type { ProviderType } from "../../providers/table.ts";
import { typeOfUrl } from "../../providers/type-of-url.ts";
import { freeName, nameOf } from "../init/candidate.ts";
import { referenceIn } from "../key-reference.ts";
import { hostOfUrl, type ImportedHost } from "./imported-host.ts";
import { importKey, importKeys } from "./imported-key.ts";
import { type LiteLlmParams, placeKeys } from "./litellm-schema.ts";

/** Provider types by the prefix that LiteLLM puts before a model. */
const typeOfPrefix: ReadonlyMap<string, ProviderType> = new Map(
  Object.entries({
    anthropic: "anthropic",
    openai: "openai",
    azure: "azure-openai",
    gemini: "gemini",
    vertex_ai: "vertex-ai",
    zai: "z.ai",
    minimax: "minimax",
    openrouter: "openrouter",
    groq: "groq",
    together_ai: "together",
    fireworks_ai: "fireworks",
    deepinfra: "deepinfra",
    cerebras: "cerebras",
    moonshot: "moonshot",
    nebius: "nebius",
    novita: "novita",
    baseten: "baseten",
    deepseek: "deepseek",
    mistral: "mistral",
    xai: "xai",
    dashscope: "dashscope",
    siliconflow: "siliconflow",
    ollama: "ollama",
    ollama_chat: "ollama",
    lm_studio: "lmstudio",
    hosted_vllm: "vllm",
    github_copilot: "github-copilot",
    vercel_ai_gateway: "vercel-ai-gateway",
  } as const),
);

/** Vendors whose models LiteLLM knows without a prefix. */
const vendorsByModel: readonly (readonly [RegExp, string])[] = [
  [/^claude-/, "anthropic"],
  [/^(?:gpt-|chatgpt-|o\d)/, "openai"],
];

/** What became of one deployment. */
export type LiteLlmTarget =
  | { readonly mapping: SetupMapping; readonly lost: readonly string[] }
  | { readonly why: string };

function splitModel(params: LiteLlmParams): { readonly prefix: string | undefined; readonly model: string } {
  const { model: written = "", custom_llm_provider: named } = params;
  const at = written.indexOf("/");
  const before = written.slice(0, Math.max(at, 0));
  if (named !== undefined)
    return { prefix: named, model: before === named ? written.slice(at + 1) : written };
  if (at !== -1) return { prefix: before, model: written.slice(at + 1) };
  return { prefix: vendorsByModel.find(([pattern]) => pattern.test(written))?.[1], model: written };
}

/** Where a deployment is: by its address, which the prefix `openai` only gives a format, else by its type. */
function hostOf(type: ProviderType, address: string | undefined): ImportedHost {
  if (address === undefined) return { type };
  const reference = referenceIn(address);
  if (reference !== undefined) {
    return { type: type === "openai" ? "openai-compatible" : type, baseUrl: `$${reference}` };
  }
  if (type === "openai" || type === "anthropic") return hostOfUrl(address, type);
  const known = typeOfUrl(address);
  return known?.type === type && known.isUsual ? { type } : { type, baseUrl: address.replace(/\/+$/, "") };
}

/** Gathers the providers behind LiteLLM's deployments: one for each host and key. */
export function createLiteLlmProviders(
  credentials: ReadonlyMap<string, LiteLlmParams>,
  env: Environment,
): { targetOf(params: LiteLlmParams): LiteLlmTarget; list(): readonly SetupProvider[] } {
  const providers = new Map<string, SetupProvider>();

  function providerFor(type: ProviderType, params: LiteLlmParams): SetupProvider {
    const host = hostOf(type, params.api_base ?? params.base_url);
    const identity = JSON.stringify([host, params.api_key, params.extra_headers, params.vertex_project]);
    const known = providers.get(identity);
    if (known) return known;
    const headers = Object.entries(params.extra_headers ?? {}).map(([name, value]) => [
      name,
      importKey(value, env),
    ]);
    const written = (text: string) => {
      const reference = referenceIn(text);
      return reference === undefined ? text : `$${reference}`;
    };
    const provider: SetupProvider = {
      name: freeName(nameOf(host.type), new Set([...providers.values()].map(({ name }) => name))),
      ...host,
      auth: "api_key",
      keys: importKeys(params.api_key, host.type, env),
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      ...(params.vertex_project && { projectId: written(params.vertex_project) }),
      ...(params.vertex_location && { location: written(params.vertex_location) }),
    };
    providers.set(identity, provider);
    return provider;
  }

  return {
    targetOf(written) {
      const params = { ...credentials.get(written.litellm_credential_name ?? ""), ...written };
      const { prefix, model } = splitModel(params);
      if (model === "" || model.includes("*")) return { why: "ccm maps names one by one" };
      const type = prefix === undefined ? undefined : typeOfPrefix.get(prefix);
      if (type === undefined) {
        return {
          why: prefix === undefined ? "its provider is not told" : `ccm has no provider type for "${prefix}"`,
        };
      }
      const { name } = providerFor(type, params);
      const limit = params.max_tokens;
      return {
        mapping: { provider: name, model, ...(limit !== undefined && { maxOutputTokens: limit }) },
        lost: Object.keys(params).filter((key) => !placeKeys.has(key)),
      };
    },
    list: () => [...providers.values()],
  };
}
