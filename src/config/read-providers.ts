import type { ProviderRow } from "../providers/row.ts";
import { providerRow } from "../providers/table.ts";
import { Secret } from "../secret.ts";
import type { ProviderConfig } from "./config.ts";
import { type Resolved, resolveReference } from "./environment.ts";
import type { FindingLog } from "./findings.ts";
import type { Environment } from "./paths.ts";
import { readTimeouts } from "./read-server.ts";
import type { FileProvider } from "./schema.ts";
import type { TomlPath } from "./toml-source.ts";

/** Fills in `[[providers]]`. A name that comes again is left out: one name, one meaning. */
export function readProviders(
  file: readonly FileProvider[],
  env: Environment,
  findings: FindingLog,
): ProviderConfig[] {
  const seen = new Set<string>();
  return file.flatMap((provider, index) => {
    const path = ["providers", index];
    if (seen.has(provider.name)) {
      findings.warn(
        [...path, "name"],
        `a provider named "${provider.name}" is above already: this one is ignored`,
      );
      return [];
    }
    seen.add(provider.name);
    return readProvider(provider, path, env, findings);
  });
}

function readProvider(
  file: FileProvider,
  path: TomlPath,
  env: Environment,
  findings: FindingLog,
): ProviderConfig {
  const row = providerRow(file.provider_type);
  const enabled = file.enabled ?? true;
  const authType = file.auth_type === undefined || file.auth_type === "apikey" ? "api_key" : file.auth_type;
  const variables = new ReferenceReader(env);
  const { keys, keyVariables } = variables.keys(file.api_key);
  const baseUrl = variables.optional(file.base_url)?.replace(/\/+$/, "");
  const provider: ProviderConfig = {
    name: file.name,
    type: file.provider_type,
    enabled,
    authType,
    keys,
    keyVariables,
    headers: variables.record(file.headers),
    ...withText("projectId", variables.optional(file.project_id)),
    ...withText("location", variables.optional(file.location)),
    ...withText("baseUrl", baseUrl),
    unsetVariables: variables.unset(),
    oauthProvider: file.oauth_provider || file.name,
    ...(file.auth_header === undefined ? {} : { authHeader: file.auth_header }),
    ...(file.wire_api === undefined ? {} : { wireApi: file.wire_api }),
    models: file.models ?? [],
    timeouts: readTimeouts(file.timeouts, [...path, "timeouts"], findings),
  };
  if (!enabled) return provider;
  warnOfUnset(provider, path, findings);
  warnOfAuth(provider, row, path, findings);
  return isReachable(provider, row, path, findings) ? provider : { ...provider, enabled: false };
}

function withText<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  const member: Partial<Record<Key, string>> = {};
  if (value) member[key] = value;
  return member;
}

function warnOfUnset(provider: ProviderConfig, path: TomlPath, findings: FindingLog): void {
  for (const variable of provider.unsetVariables) {
    const rest = provider.keys.length > 0 ? "that key is skipped" : `"${provider.name}" is not configured`;
    findings.warn([...path, "api_key"], `$${variable} is unset: ${rest}`);
  }
}

function warnOfAuth(provider: ProviderConfig, row: ProviderRow, path: TomlPath, findings: FindingLog): void {
  const keyless = row.auth === "none" || row.auth === "optional-bearer";
  const hasNoKey = provider.keys.length === 0 && provider.unsetVariables.length === 0;
  if (provider.authType === "api_key" && hasNoKey && !keyless) {
    const example = row.keyVariable === undefined ? "" : `, for example api_key = "$${row.keyVariable}"`;
    findings.warn(path, `"${provider.name}" has no api_key: it is not configured${example}`);
  }
  if (provider.authType === "oauth" && row.oauth === undefined) {
    findings.warn(
      [...path, "auth_type"],
      `${row.title} has no login that ccm knows: use auth_type = "api_key"`,
    );
  }
  if (provider.wireApi !== undefined && !row.wireApis?.includes(provider.wireApi)) {
    findings.warn(
      [...path, "wire_api"],
      `${row.title} has no choice "${provider.wireApi}": it has no effect`,
    );
  }
}

/** Whether there is an address to send to. A provider without one is switched off, never sent to another address. */
function isReachable(
  provider: ProviderConfig,
  row: ProviderRow,
  path: TomlPath,
  findings: FindingLog,
): boolean {
  const { baseUrl } = provider;
  if (baseUrl === undefined) {
    if (row.baseUrl !== undefined) return true;
    findings.warn(
      path,
      `${provider.type} needs a base_url: "${provider.name}" is switched off until it has one`,
    );
    return false;
  }
  if (/^https?:\/\/[^/]/i.test(baseUrl) && URL.canParse(baseUrl)) return true;
  findings.warn(
    [...path, "base_url"],
    `must start with https:// or http://: "${provider.name}" is switched off until it does`,
  );
  return false;
}

/** Resolves the references of one provider and remembers which of them lead nowhere. */
class ReferenceReader {
  readonly #env: Environment;
  readonly #unset = new Set<string>();

  constructor(env: Environment) {
    this.#env = env;
  }

  unset(): readonly string[] {
    return [...this.#unset];
  }

  keys(written: string | readonly string[] | undefined): Pick<ProviderConfig, "keys" | "keyVariables"> {
    const list = typeof written === "string" ? [written] : (written ?? []);
    const found = list
      .filter((key) => key !== "")
      .flatMap((key) => this.#found(resolveReference(key, this.#env)));
    return {
      keys: found.map(({ value }) => new Secret(value)),
      keyVariables: found.map(({ variable }) => variable),
    };
  }

  optional(written: string | undefined): string | undefined {
    return written ? this.#found(resolveReference(written, this.#env))[0]?.value : undefined;
  }

  record(written: Readonly<Record<string, string>> = {}): Record<string, string> {
    const entries = Object.entries(written).flatMap(([name, text]) =>
      this.#found(resolveReference(text, this.#env)).map(({ value }) => [name, value]),
    );
    return Object.fromEntries(entries);
  }

  #found(resolved: Resolved): { value: string; variable: string | undefined }[] {
    if (resolved.kind === "value") return [{ value: resolved.value, variable: resolved.variable }];
    this.#unset.add(resolved.variable);
    return [];
  }
}
