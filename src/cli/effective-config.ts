import type {
  Config,
  MappingConfig,
  ModelConfig,
  Price,
  ProviderConfig,
  Timeouts,
} from "../config/config.ts";
import type { JsonObject } from "../json.ts";
import { providerRow } from "../providers/table.ts";
import { Secret } from "../secret.ts";

const bytesPerMegabyte = 1024 * 1024;

function timeouts(values: Partial<Timeouts>): JsonObject {
  return {
    api_timeout_ms: values.apiMs,
    connect_timeout_ms: values.connectMs,
    first_event_timeout_ms: values.firstEventMs,
    idle_timeout_ms: values.idleMs,
  };
}

function server({ server: values }: Config): JsonObject {
  return {
    host: values.host,
    port: values.port,
    api_key: values.apiKey?.masked(),
    log_level: values.logLevel,
    log_format: values.logFormat,
    log_bodies: values.logBodies,
    allowed_hosts: [...values.allowedHosts],
    allowed_origins: [...values.allowedOrigins],
    max_body_mb: values.maxBodyBytes / bytesPerMegabyte,
    max_concurrent_requests: values.maxConcurrentRequests,
    session_affinity_ms: values.sessionAffinityMs,
    prefer_next_at_utilization: values.preferNextAtUtilization,
    timeouts: {
      ...timeouts(values.timeouts),
      send_timeout_ms: values.sendMs,
      drain_timeout_ms: values.drainMs,
    },
  };
}

/** A pattern as the file writes it, with its flags in front. */
function pattern({ source, flags }: RegExp): string {
  const written = flags.replace("u", "");
  return written === "" ? source : `(?${written})${source}`;
}

function router({ router: values }: Config): JsonObject {
  return {
    default: values.default,
    think: values.think,
    websearch: values.websearch,
    background: values.background,
    long_context: values.longContext,
    long_context_tokens: values.longContextTokens,
    auto_map: values.autoMap,
    auto_map_regex: pattern(values.autoMapRegex),
    background_regex: pattern(values.backgroundRegex),
    think_when: [...values.thinkWhen],
  };
}

/** Keys by the variable they come from where there is one, else masked; unset ones stay visible as references. */
function keys({ keys: secrets, keyVariables, unsetVariables }: ProviderConfig): string[] {
  const shown = secrets.map((key, index) => {
    const variable = keyVariables[index];
    return variable === undefined ? key.masked() : `$${variable}`;
  });
  return [...shown, ...unsetVariables.map((variable) => `$${variable}`)];
}

function provider(values: ProviderConfig): JsonObject {
  const headers = Object.entries(values.headers).map(([name, value]) => [name, new Secret(value).masked()]);
  return {
    name: values.name,
    provider_type: values.type,
    enabled: values.enabled,
    auth_type: values.authType,
    api_key: keys(values),
    oauth_provider: values.authType === "oauth" ? values.oauthProvider : undefined,
    base_url: values.baseUrl ?? providerRow(values.type).baseUrl,
    wire_api: values.wireApi,
    auth_header: values.authHeader,
    headers: Object.fromEntries(headers),
    project_id: values.projectId,
    location: values.location,
    models: [...values.models],
    timeouts: timeouts(values.timeouts),
  };
}

function price(values: Price): JsonObject {
  return {
    input: values.input,
    output: values.output,
    cache_read: values.cacheRead,
    cache_write_5m: values.cacheWrite5m,
    cache_write_1h: values.cacheWrite1h,
  };
}

function mapping(values: MappingConfig): JsonObject {
  return {
    provider: values.provider,
    actual_model: values.actualModel,
    priority: values.priority,
    reasoning_effort: values.reasoningEffort,
    max_output_tokens: values.maxOutputTokens,
    context_window: values.contextWindow,
    price: values.price === undefined ? undefined : price(values.price),
  };
}

function model(values: ModelConfig): JsonObject {
  return { name: values.name, commit: values.commit, mappings: values.mappings.map(mapping) };
}

/** The config as ccm sees it, defaults filled in, under the file's own keys; secrets and header values masked. */
export function effectiveConfig(config: Config): JsonObject {
  return {
    server: server(config),
    router: router(config),
    providers: config.providers.map(provider),
    models: config.models.map(model),
    usage: {
      enabled: config.usage.enabled,
      retention_days: config.usage.retentionDays,
      max_mb: config.usage.maxBytes / bytesPerMegabyte,
    },
  };
}
