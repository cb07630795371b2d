/** Aborts a call when nothing is heard for too long. One timer a call, re-armed lazily: a touch costs a clock reading. */
export interface Watchdog {
  /** Something was heard. */
  touch(): void;
  /** Changes what is waited for, from now on. */
  limit(milliseconds: number, reason: () => Error): void;
  /** Nobody waits for it now: the time that passes does not count. */
  pause(): void;
  resume(): void;
  stop(): void;
}

/** Starts a watchdog over an abort controller; its signal's reason is then the given error. It ends with the call, whoever ends that. */
export function startWatchdog(
  controller: AbortController,
  milliseconds: number,
  reason: () => Error,
  monotonic: () => number,
): Watchdog {
  let heardAt = monotonic();
  let limitMs = milliseconds;
  let makeReason = reason;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pausedAt: number | undefined;

  const stop = (): void => clearTimeout(timer);
  const arm = (delay: number): void => {
    if (!controller.signal.aborted) timer = setTimeout(check, delay);
  };
  const check = (): void => {
    const left = heardAt + limitMs - monotonic();
    if (pausedAt !== undefined) arm(limitMs);
    else if (left <= 0) controller.abort(makeReason());
    else arm(left);
  };
  // The client may leave while nothing is read, and then nobody comes back to stop the watch.
  controller.signal.addEventListener("abort", stop, { once: true });
  arm(milliseconds);

  return {
    touch() {
      heardAt = monotonic();
    },
    limit(next, nextReason) {
      limitMs = next;
      makeReason = nextReason;
      heardAt = monotonic();
      pausedAt = undefined;
      stop();
      arm(next);
    },
    pause() {
      pausedAt = monotonic();
    },
    resume() {
      if (pausedAt === undefined) return;
      heardAt += monotonic() - pausedAt;
      pausedAt = undefined;
    },
    stop,
  };
}
