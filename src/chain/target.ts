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
  /** What the provider's type and the config add to each call, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
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

/** A mapping with everything that is the same for all requests of a config. */
interface ListedMapping {
  readonly config: Config;
  /** Why it is never tried; else the target, still without a credential. */
  readonly listed: Candidate;
  /** The targets with the credentials that the provider had last. */
  targets: { readonly handles: readonly CredentialHandle[]; readonly candidates: readonly Candidate[] };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function listMapping(config: Config, stated: MappingConfig): Candidate {
  const mapping: MappingConfig = { ...modelLimits(stated.actualModel), ...stated };
  const provider = config.providers.find(({ name }) => name === mapping.provider);
  if (!provider) return { skipped: { mapping, reason: `no provider is named "${mapping.provider}"` } };
  const row: ProviderRow = providerTable[provider.type];
  const { protocol, baseUrl, quirks } = endpointOf(provider, row, mapping.actualModel);
  const skip = (reason: string): Candidate => ({ skipped: { mapping, provider, protocol, reason } });
  if (!provider.enabled) return skip("disabled");
  if (baseUrl === undefined) return skip("not configured: base_url is missing");
  return {
    target: {
      provider,
      row,
      mapping,
      protocol,
      baseUrl,
      quirks,
      headers: lowerCaseNames({ ...row.headers, ...provider.headers }),
      timeouts: { ...config.server.timeouts, ...provider.timeouts },
    },
  };
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
export type ResolveCandidates = (
  config: Config,
  model: ModelConfig,
  client: ClientStanding,
) => readonly Candidate[];

/** Creates the resolver of one daemon. What a config says of a mapping is worked out once, not for every request. */
export function createResolveCandidates(credentials: CredentialSource): ResolveCandidates {
  const known = new WeakMap<MappingConfig, ListedMapping>();

  function look(config: Config, mapping: MappingConfig): ListedMapping {
    const found = known.get(mapping);
    if (found?.config === config) return found;
    const listed = listMapping(config, mapping);
    const fresh = { config, listed, targets: { handles: [], candidates: [listed] } };
    known.set(mapping, fresh);
    return fresh;
  }

  function candidatesOf(mapping: ListedMapping, client: ClientStanding): readonly Candidate[] {
    const { listed } = mapping;
    if ("skipped" in listed) return [listed];
    const { target } = listed;
    const skip = (reason: string): readonly Candidate[] => [
      { skipped: { mapping: target.mapping, provider: target.provider, protocol: target.protocol, reason } },
    ];
    if (target.provider.authType === "passthrough" && !client.hasCredential) {
      return skip("the client sent no credential to pass through");
    }
    const handles = credentials.handlesOf(target.provider);
    if ("reason" in handles) return skip(handles.reason);
    if (handles.length === 0) return [listed];
    if (mapping.targets.handles !== handles) {
      const candidates = handles.map((credential) => ({ target: { ...target, credential } }));
      mapping.targets = { handles, candidates };
    }
    return mapping.targets.candidates;
  }

  return (config, model, client) =>
    model.mappings
      .filter(({ provider }) => client.forcedProvider === undefined || provider === client.forcedProvider)
      .flatMap((mapping) => candidatesOf(look(config, mapping), client));
}
