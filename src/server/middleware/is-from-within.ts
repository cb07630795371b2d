import { isLoopback, isOurHost } from "./check-host.ts";

/** What proxies add to a request that they pass on. */
const proxyMark = /^(?:forwarded|via|x-real-ip|x-forwarded-.+)$/;

/**
 * Whether a request was made on this very machine (for ccm in a container: inside it), straight to ccm: the peer's
 * address and the name that was asked for are loopback's, and no proxy has left its mark.
 * @param peer address of the other end of the connection
 * @param port where ccm listens
 */
export function isFromWithin(headers: Headers, peer: string | undefined, port: number): boolean {
  const address = peer?.toLowerCase().replace(/^::ffff:/, "");
  if (address === undefined || !isLoopback(address)) return false;
  if (!isOurHost(headers.get("host"), { host: "127.0.0.1", port, allowed: [] })) return false;
  return ![...headers.keys()].some((name) => proxyMark.test(name));
}
