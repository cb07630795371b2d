import { lookup } from "node:dns/promises";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ProviderConfig } from "../../config/config.ts";
import type { Environment } from "../../config/paths.ts";
import { resolveEndpoint } from "../../providers/endpoint.ts";
import { providerRow } from "../../providers/table.ts";
import type { Check } from "./check.ts";

const defaultTimeoutMs = 3000;

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

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Resolves when the connection stands, TLS included; nothing is sent. */
async function connect(url: URL, host: string, timeoutMs: number): Promise<void> {
  const secure = url.protocol === "https:";
  const port = Number(url.port) || (secure ? 443 : 80);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket: Socket = secure
    ? connectTls({ host, port, servername: host }, resolve)
    : connectTcp({ host, port }, resolve);
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  socket.on("error", reject);
  socket.on("close", () => reject(new Error("the connection was closed")));
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function checkHost(url: URL, users: readonly string[], timeoutMs: number): Promise<Check> {
  const told = { area: "network", subject: `${url.host} (${users.join(", ")})` } as const;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  try {
    await lookup(host);
  } catch (error) {
    const words = `its name is not found: ${reasonOf(error)}`;
    return { ...told, state: "warning", words, mend: "check base_url and the DNS of this machine" };
  }
  try {
    await connect(url, host, timeoutMs);
    return { ...told, state: "ok", words: "reachable" };
  } catch (error) {
    const words = `cannot be reached: ${reasonOf(error)}`;
    return { ...told, state: "warning", words, mend: "check base_url, firewall and proxy of this machine" };
  }
}

/** Proxy that requests to this URL would take; only the proxy itself knows what lies behind it. */
function proxyOf({ protocol }: URL, env: Environment): string | undefined {
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  return [name, name.toLowerCase()].find((variable) => env[variable]);
}

/** Whether the hosts of enabled providers have a name and take a connection; all are tried at once. */
export async function checkNetwork(
  providers: readonly ProviderConfig[],
  env: Environment,
  timeoutMs = defaultTimeoutMs,
): Promise<Check[]> {
  const hosts = new Map<string, { url: URL; users: string[] }>();
  for (const provider of providers) {
    const url = urlOf(provider);
    if (!url) continue;
    const known = hosts.get(url.origin) ?? { url, users: [] };
    known.users.push(provider.name);
    hosts.set(url.origin, known);
  }
  return Promise.all(
    [...hosts.values()].map(({ url, users }) => {
      const proxy = proxyOf(url, env);
      if (proxy === undefined) return checkHost(url, users, timeoutMs);
      const subject = `${url.host} (${users.join(", ")})`;
      return {
        area: "network",
        subject,
        state: "ok",
        words: `behind the proxy of ${proxy}, not tried`,
      } as const;
    }),
  );
}
