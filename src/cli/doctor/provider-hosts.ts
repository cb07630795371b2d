import type { ProviderConfig } from "../../config/config.ts";
import type { Environment } from "../../config/paths.ts";
import { proxyVariable } from "../../http/environment-proxy.ts";
import { resolveEndpoint } from "../../providers/endpoint.ts";
import { providerRow } from "../../providers/table.ts";

/** A host that requests go to. */
export interface ProviderHost {
  readonly url: URL;
  /** Names of the providers that use it. */
  readonly users: readonly string[];
  /** Variable of the proxy that requests to it take; only the proxy itself knows what lies behind it. */
  readonly proxy: string | undefined;
}

function urlOf(provider: ProviderConfig): URL | undefined {
  if (!provider.enabled || provider.type === "demo") return undefined;
  const { baseUrl } = resolveEndpoint(providerRow(provider.type), {
    ...(provider.baseUrl !== undefined && { baseUrl: provider.baseUrl }),
    ...(provider.wireApi !== undefined && { wireApi: provider.wireApi }),
    ...(provider.location !== undefined && { location: provider.location }),
    login: provider.authType === "oauth",
  });
  return baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
}

/** The hosts of enabled providers, each once. */
export function providerHosts(
  providers: readonly ProviderConfig[],
  env: Environment,
): readonly ProviderHost[] {
  const hosts = new Map<string, { url: URL; users: string[]; proxy: string | undefined }>();
  for (const provider of providers) {
    const url = urlOf(provider);
    if (!url) continue;
    const known = hosts.get(url.origin) ?? { url, users: [], proxy: proxyVariable(url, env) };
    known.users.push(provider.name);
    hosts.set(url.origin, known);
  }
  return [...hosts.values()];
}
