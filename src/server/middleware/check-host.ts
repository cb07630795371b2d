import { RequestError } from "../../errors.ts";

/*
 * A page that rebinds its own name to 127.0.0.1 can reach every local port; the Host header still names the page's
 * host. Only exact names pass, read from the header itself: two Host headers arrive joined by a comma, and a request
 * URL would show just the first.
 */

const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** What decides which Host headers are ours. */
export interface HostPolicy {
  readonly host: string;
  readonly port: number;
  /** `host` or `host:port`, lower case. */
  readonly allowed: readonly string[];
}

/** Whether an address is only reachable from this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Names that no page can rebind: addresses, and names without a dot (a container's service name). */
function cannotBeRebound(name: string): boolean {
  return (
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) ||
    /^\[[0-9a-f:]+\]$/.test(name) ||
    /^[a-z0-9][a-z0-9_-]*$/.test(name)
  );
}

/** Whether a Host header names this server. */
export function isOurHost(header: string | null, policy: HostPolicy): boolean {
  const match = /^(\[[0-9a-f:]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/.exec(header?.toLowerCase() ?? "");
  const name = match?.[1];
  if (!match || name === undefined) return false;
  if (policy.allowed.includes(name) || policy.allowed.includes(match[0])) return true;
  // Behind a published container port the port outside differs from the one inside, and so may the name.
  if (!isLoopback(policy.host)) return cannotBeRebound(name);
  const port = match[2] === undefined ? 80 : Number(match[2]);
  return port === policy.port && (loopbackNames.has(name) || name === policy.host.toLowerCase());
}

/** @throws RequestError for a request that was meant for another host. */
export function checkHost(headers: Headers, policy: HostPolicy): void {
  if (isOurHost(headers.get("host"), policy)) return;
  throw new RequestError(
    "permission",
    "This Host header is not allowed. Use localhost or 127.0.0.1 with ccm's port, or add the name to server.allowed_hosts.",
    403,
  );
}
