import type { CredentialHandle, CredentialSource } from "../auth/credential.ts";
import type { Config, MappingConfig, ModelConfig, ProviderConfig, Timeouts } from "../config/config.ts";
import type { ProtocolId } from "../protocols/protocol.ts";
import type { WireQuirks } from "../protocols/wire-quirks.ts";
import { type Endpoint, resolveEndpoint } from "../providers/endpoint.ts";
import { modelLimits } from "../providers/model-limits.ts";
import type { ProviderRow } from "../providers/row.ts";
import { providerTable } from "../providers/table.ts";

/** One mapping made concrete: everything a call needs but the request. */
export interface Target {
  readonly provider: ProviderConfig;
  readonly row: ProviderRow;
  readonly mapping: MappingConfig;
  readonly protocol: ProtocolId;
  readonly baseUrl: string;
  readonly quirks: WireQuirks;
  readonly timeouts: Timeouts;
  /** Absent: the provider wants none, or the client's own is passed through. */
  readonly credential?: CredentialHandle;
}

/** A mapping that is not tried, and why, in words for logs and pages. */
export interface SkippedMapping {
  readonly mapping: MappingConfig;
  /** Absent: the mapping names a provider that does not exist. */
  readonly provider?: ProviderConfig;
  readonly protocol?: ProtocolId;
  readonly reason: string;
}

export type Candidate = { readonly target: Target } | { readonly skipped: SkippedMapping };

/** Id under which cooldowns and records know a target's credential. */
export function credentialIdOf(target: Target): string {
  return target.credential?.id ?? (target.provider.authType === "passthrough" ? "client" : "none");
}

/** Vertex AI serves Claude beside Gemini, in Anthropic's own format but with the model in the URL. */
function asClaudeOnVertex(endpoint: Endpoint): Endpoint {
  const anthropic = { native: true, midSystem: true, serverTools: true, countTokens: true, vertex: true };
  return { ...endpoint, protocol: "anthropic", quirks: { ...endpoint.quirks, anthropic } };
}

function endpointOf(provider: ProviderConfig, row: ProviderRow, model: string): Endpoint {
  const endpoint = resolveEndpoint(row, {
    ...(provider.baseUrl !== undefined && { baseUrl: provider.baseUrl }),
    ...(provider.wireApi !== undefined && { wireApi: provider.wireApi }),
    ...(provider.location !== undefined && { location: provider.location }),
    login: provider.authType === "oauth",
  });
  return provider.type === "vertex-ai" && /^claude/.test(model) ? asClaudeOnVertex(endpoint) : endpoint;
}

/** What of the client decides whether a target can be tried. */
export interface ClientStanding {
  /** Whether the client sent a credential of its own, which `auth_type = "passthrough"` forwards. */
  readonly hasCredential: boolean;
  /** Name of the only provider that may serve, from the `x-provider` header. */
  readonly forcedProvider?: string;
}

function candidatesOf(
  config: Config,
  credentials: CredentialSource,
  listed: MappingConfig,
  client: ClientStanding,
): Candidate[] {
  const mapping: MappingConfig = { ...modelLimits(listed.actualModel), ...listed };
  const provider = config.providers.find(({ name }) => name === mapping.provider);
  if (!provider) return [{ skipped: { mapping, reason: `no provider is named "${mapping.provider}"` } }];
  const row: ProviderRow = providerTable[provider.type];
  const { protocol, baseUrl, quirks } = endpointOf(provider, row, mapping.actualModel);
  const skip = (reason: string): Candidate[] => [{ skipped: { mapping, provider, protocol, reason } }];
  if (!provider.enabled) return skip("disabled");
  if (baseUrl === undefined) return skip("not configured: base_url is missing");
  if (provider.authType === "passthrough" && !client.hasCredential) {
    return skip("the client sent no credential to pass through");
  }
  const handles = credentials.handlesOf(provider);
  if ("reason" in handles) return skip(handles.reason);
  const target: Target = {
    provider,
    row,
    mapping,
    protocol,
    baseUrl,
    quirks,
    timeouts: { ...config.server.timeouts, ...provider.timeouts },
  };
  return handles.length === 0
    ? [{ target }]
    : handles.map((credential) => ({ target: { ...target, credential } }));
}

/** A model that no `[[models]]` entry names but a provider lists, or that is spelled `provider/model`. */
function impliedModel(config: Config, name: string): ModelConfig | undefined {
  const listing = config.providers.filter((provider) => provider.enabled && provider.models.includes(name));
  const mappings = listing.map((provider, at) => ({
    provider: provider.name,
    actualModel: name,
    priority: at + 1,
  }));
  if (mappings.length > 0) return { name, mappings, commit: "event" };
  const [first = "", ...rest] = name.split("/");
  const provider = config.providers.find((candidate) => candidate.enabled && candidate.name === first);
  if (!provider || rest.length === 0) return undefined;
  return {
    name,
    mappings: [{ provider: provider.name, actualModel: rest.join("/"), priority: 1 }],
    commit: "event",
  };
}

/** The configured or implied model of that name. */
export function findModel(config: Config, name: string): ModelConfig | undefined {
  return config.models.find((model) => model.name === name) ?? impliedModel(config, name);
}

/** Every way to serve a model, by priority; a provider with several keys stands there once for each. */
export function resolveCandidates(
  config: Config,
  credentials: CredentialSource,
  model: ModelConfig,
  client: ClientStanding,
): readonly Candidate[] {
  const { forcedProvider } = client;
  const mappings = model.mappings.filter(
    ({ provider }) => forcedProvider === undefined || provider === forcedProvider,
  );
  return mappings.flatMap((mapping) => candidatesOf(config, credentials, mapping, client));
}
