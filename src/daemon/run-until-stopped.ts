import { closeSync, openSync } from "node:fs";
import { isatty } from "node:tty";
import type { Log } from "../log.ts";
import type { ServedApp } from "./served-app.ts";

/** Where signals come from: `process`, or an emitter in tests. */
export interface SignalSource {
  on(signal: NodeJS.Signals, handler: () => void): unknown;
  off(signal: NodeJS.Signals, handler: () => void): unknown;
}

/** Why the server ended: for good, or to start again in the same process. */
export type StopReason = "stop" | "restart";

/** The signal with which `ccm restart` asks a daemon to drain and start again in place. */
export const restartSignal = "SIGUSR2" satisfies NodeJS.Signals;

/** Time for the last error events to reach their clients, in milliseconds. */
const lastWordsMs = 500;
/** A disk that does not answer must not keep ccm from ending, in milliseconds. */
const closeLimitMs = 5000;

/**
 * Asks later whether the terminal that ccm was started in is gone; then SIGHUP means "end", as for any foreground
 * program. Whether there was one is asked now: one that is gone no longer says that it is a terminal.
 */
function watchTerminal(): () => boolean {
  const hadTerminal = process.platform !== "win32" && isatty(2);
  return () => {
    if (!hadTerminal) return false;
    try {
      closeSync(openSync("/dev/tty", "r"));
      return false;
    } catch {
      return true;
    }
  };
}

function timer(ms: number): { readonly over: Promise<void>; readonly clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle = setTimeout(resolve, ms);
  return { over: promise, clear: () => clearTimeout(handle) };
}

async function within(ms: number, ...promises: Promise<unknown>[]): Promise<void> {
  const limit = timer(ms);
  await Promise.race([limit.over, ...promises]);
  limit.clear();
}

/**
 * Serves until told to end, then drains.
 *
 * SIGTERM, SIGINT: refuse new connections at once, let live streams run up to `drainMs`, then end them with an error
 * event. A second one ends them now. SIGUSR2: the same, to start again. SIGHUP: reload the config.
 */
export async function runUntilStopped(options: {
  readonly server: Pick<Bun.Server<undefined>, "stop">;
  readonly app: Pick<ServedApp, "liveStreams" | "endStreams" | "closePages" | "reload" | "close">;
  readonly drainMs: number;
  readonly log: Log;
  readonly signals: SignalSource;
}): Promise<StopReason> {
  const { server, app, drainMs, log, signals } = options;
  const asked = Promise.withResolvers<StopReason>();
  const hurried = Promise.withResolvers<void>();
  const terminalIsGone = watchTerminal();
  let stopping = false;

  const stop = (reason: StopReason) => () => {
    if (stopping) return hurried.resolve();
    stopping = true;
    asked.resolve(reason);
  };
  const hangUp = () => (terminalIsGone() ? stop("stop")() : void app.reload());
  const handlers: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ["SIGTERM", stop("stop")],
    ["SIGINT", stop("stop")],
    [restartSignal, stop("restart")],
    ["SIGHUP", hangUp],
  ];
  for (const [signal, handler] of handlers) signals.on(signal, handler);

  const reason = await asked.promise;
  const closed = server.stop();
  app.closePages();
  log.info(reason === "stop" ? "stopping" : "restarting", {
    live_streams: app.liveStreams(),
    drain_ms: drainMs,
  });
  let drained = false;
  void closed.then(() => {
    drained = true;
  });
  await within(drainMs, closed, hurried.promise);
  if (!drained) {
    log.warn("ending live streams", { live_streams: app.liveStreams() });
    app.endStreams();
    await within(lastWordsMs, closed);
    if (!drained) await within(lastWordsMs, server.stop(true));
  }
  await within(closeLimitMs, app.close());
  for (const [signal, handler] of handlers) signals.off(signal, handler);
  log.info("stopped");
  return reason;
}
