import { codeOf } from "../thrown.ts";
import { callbackPage } from "./callback-page.ts";
import type { LoopbackRedirect } from "./flow.ts";

/** A listener that waits for a browser to come back from a vendor's page. It lives as long as one login does. */
export interface CallbackListener {
  /** The address the vendor has to send the browser to. */
  readonly redirectUri: string;
  stop(): void;
}

function isPortTaken(error: unknown): boolean {
  return codeOf(error) === "EADDRINUSE";
}

/**
 * Listens on 127.0.0.1, on the first of the registered ports that is free, for one path, and hands on what the browser
 * brings; whether that is the right answer to the right login is the receiver's to say. `undefined` when every port is
 * taken: another login is under way on this machine, Codex's perhaps.
 */
export function listenForCallback(
  redirect: LoopbackRedirect,
  receive: (query: URLSearchParams) => Promise<Response>,
): CallbackListener | undefined {
  for (const port of redirect.ports) {
    try {
      const server = Bun.serve({
        hostname: "127.0.0.1",
        port,
        idleTimeout: 60,
        fetch(request, { port: bound }) {
          // From the header itself: a page elsewhere can make its own name point here, and `request.url` hides that.
          const host = request.headers.get("host");
          if (host !== `localhost:${bound}` && host !== `127.0.0.1:${bound}`) {
            return callbackPage(421, "Wrong address", "This address is for the login that ccm has started.");
          }
          const { pathname, searchParams } = new URL(request.url);
          if (pathname !== redirect.path) return callbackPage(404, "Nothing here", "ccm waits for a login.");
          if (request.method !== "GET") return callbackPage(405, "Not like this", "ccm waits for a login.");
          return receive(searchParams);
        },
      });
      return {
        redirectUri: `http://${redirect.host}:${server.port}${redirect.path}`,
        stop: () => void server.stop(), // lets the page that is being sent go out
      };
    } catch (error) {
      if (!isPortTaken(error)) throw error;
    }
  }
  return undefined;
}
