import { lookup } from "node:dns/promises";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { messageOf } from "../../thrown.ts";
import type { Check } from "./check.ts";
import type { ProviderHost } from "./provider-hosts.ts";

const defaultTimeoutMs = 3000;

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
    const words = `its name is not found: ${messageOf(error)}`;
    return { ...told, state: "warning", words, mend: "check base_url and the DNS of this machine" };
  }
  try {
    await connect(url, host, timeoutMs);
    return { ...told, state: "ok", words: "reachable" };
  } catch (error) {
    const words = `cannot be reached: ${messageOf(error)}`;
    return { ...told, state: "warning", words, mend: "check base_url, firewall and proxy of this machine" };
  }
}

/** Whether the hosts of enabled providers have a name and take a connection; all are tried at once. */
export async function checkNetwork(
  hosts: readonly ProviderHost[],
  timeoutMs = defaultTimeoutMs,
): Promise<Check[]> {
  return Promise.all(
    hosts.map(async ({ url, users, proxy }): Promise<Check> => {
      if (proxy === undefined) return checkHost(url, users, timeoutMs);
      const subject = `${url.host} (${users.join(", ")})`;
      return { area: "network", subject, state: "ok", words: `behind the proxy of ${proxy}, not tried` };
    }),
  );
}
