import type { Credential } from "../auth/credential.ts";
import type { Ended } from "../chain/chain.ts";
import type { Target } from "../chain/target.ts";
import { UpstreamError, type UpstreamFailure } from "../errors.ts";
import type { UpstreamFetch, UpstreamPayload } from "../http/upstream-fetch.ts";
import type { ClientFailure } from "../protocols/protocol.ts";
import { callUpstream } from "./call-upstream.ts";
import type { ClientRequest, LazyRequest } from "./client-request.ts";
import type { Preface } from "./preface.ts";
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
  /** Where thinking may be said before the commit; absent when nothing may. */
  readonly preface: Preface | undefined;
  readonly session: string | undefined;
  /** Aborts when the client goes away or the request's whole time is over. */
  readonly signal: AbortSignal;
  /** The same failure, its words without the credential that was sent. */
  readonly hide: (failure: UpstreamFailure) => UpstreamFailure;
  /** The client's view of a failure, with this request's id and without the credential. */
  readonly describe: (failure: UpstreamFailure) => ClientFailure;
  /** Told once, when the answer is over after its commit. */
  readonly ended: Ended;
  /** Notes a moment of the attempt for the record. */
  readonly mark: (moment: "headers" | "firstEvent") => void;
}

/** An upstream that has begun to answer, and the watch over its silence. */
export interface OpenedUpstream {
  readonly response: Response;
  readonly body: UpstreamBody;
  /** Something meaningful was heard. */
  touch(): void;
  /** The client is not ready for more: its delay is not the upstream's silence. */
  pause(): void;
  resume(): void;
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

function silence(limit: number, what: string): () => UpstreamError {
  return () => new UpstreamError({ kind: "timeout", message: `${what} within ${limit} ms` });
}

/** The clock of one call and how it is ended. */
interface CallWatch extends Omit<OpenedUpstream, "response" | "body"> {
  readonly controller: AbortController;
  /** The answer has begun. */
  opened(answer: UpstreamBody): void;
}

/** Watches a call. It lives as long as the answer, and so is made where nothing of the request is in scope to be kept. */
function watchCall({ target, signal, monotonic, mark }: AttemptContext, firstLimit: number): CallWatch {
  const { idleMs } = target.timeouts;
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });

  let body: UpstreamBody | undefined;
  const watchdog = startWatchdog(
    controller,
    firstLimit,
    silence(firstLimit, "the upstream said nothing"),
    monotonic,
  );
  const close = (): void => {
    watchdog.stop();
    signal.removeEventListener("abort", abort);
    if (!body?.isOver()) controller.abort();
  };
  return {
    controller,
    opened(answer) {
      body = answer;
    },
    touch: watchdog.touch,
    pause: watchdog.pause,
    resume: watchdog.resume,
    committed() {
      mark("firstEvent");
      watchdog.limit(idleMs, silence(idleMs, "the upstream stalled: nothing came"));
    },
    limitSilence(milliseconds) {
      watchdog.limit(milliseconds, silence(milliseconds, "the upstream did not close"));
    },
    close,
    release() {
      watchdog.limit(longestRelease, silence(longestRelease, "the upstream did not close"));
      if (body) void drain(body).finally(close);
    },
  };
}

/** Sends and waits for the first bytes of the answer, watching the clock. @throws UpstreamError */
export async function openUpstream(context: AttemptContext, outgoing: Outgoing): Promise<OpenedUpstream> {
  const { target, credential } = context;
  const { timeouts } = target;
  // A whole answer comes after all thinking is done, so silence before it is longer.
  const firstLimit = outgoing.stream
    ? timeouts.firstEventMs
    : Math.max(timeouts.firstEventMs, timeouts.apiMs / 2);
  const watch = watchCall(context, firstLimit);
  const { controller } = watch;

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
    const body = await openBody(response, outgoing.stream ? "stream" : "whole", controller.signal);
    watch.opened(body);
    if (body.form === "page") {
      throw new UpstreamError({
        kind: "bad_response",
        status: response.status,
        message: "the upstream answered with a web page",
      });
    }
    if (body.form === "empty") {
      throw new UpstreamError({
        kind: "incomplete_stream",
        status: response.status,
        message: "the upstream answered with nothing",
      });
    }
    return { response, body, ...watch };
  } catch (error) {
    watch.close();
    throw error;
  }
}
