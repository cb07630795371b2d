import type { Credential } from "../auth/credential.ts";
import type { Target } from "../chain/target.ts";
import { UpstreamError } from "../errors.ts";
import type { UpstreamFetch, UpstreamPayload } from "../http/upstream-fetch.ts";
import type { ClientFailure } from "../protocols/protocol.ts";
import { callUpstream } from "./call-upstream.ts";
import type { ClientRequest, LazyRequest } from "./client-request.ts";
import type { RefusedParameters } from "./refused-parameters.ts";
import type { ThinkingMemory } from "./thinking-memory.ts";
import { openBody, type UpstreamBody } from "./upstream-body.ts";
import { upstreamHeaders } from "./upstream-headers.ts";
import { upstreamBaseUrl } from "./upstream-url.ts";
import { startWatchdog } from "./watchdog.ts";

/** What every attempt of the daemon shares. */
export interface AttemptDependencies {
  readonly fetch: UpstreamFetch;
  readonly thinking: ThinkingMemory;
  readonly refused: RefusedParameters;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that never go backward. */
  readonly monotonic: () => number;
  readonly newId: (prefix: string) => string;
  /** Takes in what the headers of an answer tell of the account behind the credential. */
  readonly noteHeaders: (target: Target, headers: Headers) => void;
  /** How ccm names itself to providers, `ccm/1.0.0`. */
  readonly userAgent: string;
}

/** One try of one target. */
export interface AttemptContext extends AttemptDependencies {
  readonly request: ClientRequest;
  /** The client's body after routing (a subagent's tag taken out). */
  readonly bytes: Uint8Array;
  readonly decoded: LazyRequest;
  readonly target: Target;
  readonly credential: Credential | undefined;
  readonly wantsStream: boolean;
  readonly hold: "event" | "message";
  readonly session: string | undefined;
  /** Aborts when the client goes away or the request's whole time is over. */
  readonly signal: AbortSignal;
  /** The client's view of a failure, with this request's id. */
  readonly describe: (failure: UpstreamError["failure"]) => ClientFailure;
  /** Notes a moment of the attempt for the record. */
  readonly mark: (moment: "headers" | "firstEvent") => void;
}

/** An upstream that has begun to answer, and the watch over its silence. */
export interface OpenedUpstream {
  readonly response: Response;
  readonly body: UpstreamBody;
  /** Something meaningful was heard. */
  touch(): void;
  /** From now on the limit between two events holds. */
  committed(): void;
  /** From now on silence of this many milliseconds ends the reading. */
  limitSilence(milliseconds: number): void;
  /** Nothing more is read: stops the watch and breaks the call off if it is not over. */
  close(): void;
  /** The answer is whole: reads its last bytes on the side, so that the connection can serve again. */
  release(): void;
}

/** A call's body, and what its headers must say. */
export interface Outgoing {
  readonly path: string;
  readonly body: UpstreamPayload;
  readonly relayed: boolean;
  readonly stream: boolean;
}

/** How long the end of a whole answer is waited for before its connection is given up, in milliseconds. */
const longestRelease = 20;

async function drain(body: UpstreamBody): Promise<void> {
  try {
    while (await body.next());
  } catch {
    // It was broken off: the answer is whole all the same.
  }
}

/** Sends and waits for the first bytes of the answer, watching the clock. @throws UpstreamError */
export async function openUpstream(context: AttemptContext, outgoing: Outgoing): Promise<OpenedUpstream> {
  const { target, credential, monotonic } = context;
  const { timeouts } = target;
  const controller = new AbortController();
  const abort = (): void => controller.abort(context.signal.reason);
  if (context.signal.aborted) abort();
  context.signal.addEventListener("abort", abort, { once: true });

  // A whole answer comes after all thinking is done, so silence before it is longer.
  const firstLimit = outgoing.stream
    ? timeouts.firstEventMs
    : Math.max(timeouts.firstEventMs, timeouts.apiMs / 2);
  const silence = (limit: number, what: string) => () =>
    new UpstreamError({ kind: "timeout", message: `${what} within ${limit} ms` });
  let body: UpstreamBody | undefined;
  const watchdog = startWatchdog(
    controller,
    firstLimit,
    silence(firstLimit, "the upstream said nothing"),
    monotonic,
  );
  const close = (): void => {
    watchdog.stop();
    context.signal.removeEventListener("abort", abort);
    if (!body?.isOver()) controller.abort();
  };

  try {
    const response = await callUpstream(
      context.fetch,
      {
        url: upstreamBaseUrl(target, credential) + outgoing.path,
        method: "POST",
        headers: upstreamHeaders({
          target,
          client: context.request.headers,
          relayed: outgoing.relayed,
          stream: outgoing.stream,
          credential,
          session: context.session,
          userAgent: context.userAgent,
        }),
        body: outgoing.body,
        controller,
        connectTimeoutMs: timeouts.connectMs,
      },
      context.now,
      (headers) => context.noteHeaders(target, headers),
    );
    context.mark("headers");
    const opened = await openBody(response, outgoing.stream ? "stream" : "whole", controller.signal);
    body = opened;
    if (opened.form === "page") {
      throw new UpstreamError({
        kind: "bad_response",
        status: response.status,
        message: "the upstream answered with a web page",
      });
    }
    if (opened.form === "empty") {
      throw new UpstreamError({
        kind: "incomplete_stream",
        status: response.status,
        message: "the upstream answered with nothing",
      });
    }
    return {
      response,
      body: opened,
      touch: watchdog.touch,
      committed() {
        context.mark("firstEvent");
        watchdog.limit(timeouts.idleMs, silence(timeouts.idleMs, "the upstream stalled: nothing came"));
      },
      limitSilence(milliseconds) {
        watchdog.limit(milliseconds, silence(milliseconds, "the upstream did not close"));
      },
      close,
      release() {
        watchdog.limit(longestRelease, silence(longestRelease, "the upstream did not close"));
        void drain(opened).finally(close);
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}
