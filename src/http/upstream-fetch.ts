import { UpstreamError } from "../errors.ts";
import { codeOf } from "../thrown.ts";
import type { HeaderFields } from "./headers.ts";
import { createJoinPieces } from "./join-pieces.ts";

/** What is sent: text, bytes, or the pieces that the bytes are made up of. */
export type UpstreamPayload = string | Uint8Array<ArrayBuffer> | readonly Uint8Array[];

/** One call to a provider. */
export interface UpstreamRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  /** Filled in by the call with what holds for all. */
  readonly headers: HeaderFields;
  readonly body?: UpstreamPayload;
  /** Breaks the call off in whatever phase it is; also used here when the host cannot be reached. */
  readonly controller: AbortController;
  readonly connectTimeoutMs: number;
}

/** Sends a request and resolves when the response's headers are there. */
export type UpstreamFetch = (request: UpstreamRequest) => Promise<Response>;

/** Names of Bun's and Node's errors for a host that cannot be reached, with the sentence a person needs. */
const networkFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ConnectionRefused: "connection refused",
  ECONNRESET: "connection reset",
  ConnectionClosed: "connection closed before the response",
  ENOTFOUND: "host name not found",
  EAI_AGAIN: "host name could not be looked up now",
  FailedToOpenSocket: "host could not be reached",
  EPROTO: "TLS handshake failed",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  Malformed_HTTP_Response: "the host did not answer in HTTP",
  ZlibError: "the response was badly compressed",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed certificate",
  SELF_SIGNED_CERT_IN_CHAIN: "self-signed certificate in the chain",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate could not be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate of an unknown issuer",
  CERT_HAS_EXPIRED: "certificate expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate is for another host",
};

const notHttp: ReadonlySet<string> = new Set(["Malformed_HTTP_Response", "ZlibError"]);

/** Error codes that a peer gives when it closes an idle connection just as the next request is sent on it. */
const closedByPeer: ReadonlySet<string> = new Set(["ECONNRESET", "ConnectionClosed"]);

/** What a thrown transport error means. Aborts by the caller are rethrown as they are. */
export function transportFailure(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = codeOf(error);
  return new UpstreamError({
    kind: notHttp.has(code) ? "bad_response" : "network",
    message: networkFailures[code] ?? (code === "" ? "connection failed" : `connection failed (${code})`),
    ...(code !== "" && { code }),
  });
}

/** Scheme and host of a URL as it is written: enough to tell pools apart, without the cost of taking it to pieces. */
function originOf(url: string): string {
  const path = url.indexOf("/", url.indexOf("://") + 3);
  return path < 0 ? url : url.slice(0, path);
}

/** A connection idle for less than this was hardly closed by the other side: keep-alive limits start at 5 s. */
const staleAfterMs = 4000;

/** How long the pool of a host that closed a connection is left alone. */
const distrustMs = 2000;

/**
 * Creates the function that every call to a provider goes through. It never follows a redirect (fetch would send the
 * key and the prompt to wherever it points), asks for an uncompressed answer (a compressor holds events back) and
 * repeats a call once, on a fresh connection, when a kept-alive one turns out to be closed before anything was answered.
 */
export function createUpstreamFetch(options: {
  /** Milliseconds that never go backward. */
  readonly monotonic: () => number;
  /** Whether calls to this URL go through a proxy of the environment, so that the host itself cannot be probed. */
  readonly isProxied: (url: URL) => boolean;
  /** Whether the URL's host can be reached within so many milliseconds. */
  readonly isReachable: (url: URL, timeoutMs: number) => Promise<boolean>;
}): UpstreamFetch {
  const join = createJoinPieces();
  const inOne = (body: UpstreamPayload): string | Uint8Array<ArrayBuffer> =>
    typeof body === "string" || body instanceof Uint8Array ? body : join(body);
  /** When each host last answered: a connection of its pool that was idle since then may be closed on its side. */
  const lastAnswer = new Map<string, number>();
  /** When each host last closed a connection on us: others of its pool are likely dead too. */
  const lastClosed = new Map<string, number>();
  const choose = (origin: string): "pooled" | "fresh" =>
    options.monotonic() - (lastClosed.get(origin) ?? Number.NEGATIVE_INFINITY) < distrustMs
      ? "fresh"
      : "pooled";

  /**
   * Aborts the call when the host cannot be reached within the limit; asks only when half of it passed without an
   * answer. The returned function says that there is one.
   */
  function watchConnect({ url: address, connectTimeoutMs, controller }: UpstreamRequest): () => void {
    const half = connectTimeoutMs / 2;
    let isOver = false;
    const timer = setTimeout(async () => {
      const url = new URL(address);
      if (options.isProxied(url) || (await options.isReachable(url, half)) || isOver) return;
      const message = `no connection within ${connectTimeoutMs} ms`;
      controller.abort(new UpstreamError({ kind: "timeout", message, code: "ETIMEDOUT" }));
    }, half);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }

  async function send(request: UpstreamRequest, connection: "pooled" | "fresh"): Promise<Response> {
    request.headers["accept-encoding"] = "identity";
    const stopWatch = watchConnect(request);
    try {
      return await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        ...(request.body !== undefined && { body: inOne(request.body) }),
        redirect: "manual",
        keepalive: connection === "pooled",
        signal: request.controller.signal,
      });
    } finally {
      stopWatch();
    }
  }

  return async (request) => {
    const origin = originOf(request.url);
    let response: Response;
    try {
      response = await send(request, choose(origin));
    } catch (error) {
      if (request.controller.signal.aborted || !closedByPeer.has(codeOf(error))) throw error;
      lastClosed.set(origin, options.monotonic());
      const idleMs = options.monotonic() - (lastAnswer.get(origin) ?? options.monotonic());
      if (idleMs < staleAfterMs) throw error;
      response = await send(request, "fresh");
    }
    lastAnswer.set(origin, options.monotonic());
    return response;
  };
}
