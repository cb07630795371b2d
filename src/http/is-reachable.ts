import { connect } from "node:net";

/** Whether a plain TCP connection to the URL's host comes up in time. */
export function isReachable(url: URL, timeoutMs: number): Promise<boolean> {
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (reachable: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reachable);
    };
    const timer = setTimeout(() => settle(false), timeoutMs);
    socket.once("connect", () => settle(true));
    // A refusal is an answer of the host: the call itself reports it.
    socket.once("error", () => settle(true));
  });
}
