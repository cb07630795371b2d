/** How often one login may be refreshed. */
export interface RefreshPace {
  /** Milliseconds until the next refresh may be tried; 0: now. */
  waitMs(): number;
  /** Whether a refresh has succeeded so lately that another one cannot help. */
  justSucceeded(): boolean;
  succeeded(): void;
  failed(retryAfterMs: number | undefined): void;
}

const shortestMs = 5_000;
const longestMs = 300_000;
/** A token that looks expired right after a refresh (a wrong clock, an odd server) must not be refreshed in a loop. */
const ineffectiveMs = 30_000;

/** Starts a pace: after a failure 5 s, doubling to 5 min, and never less than the vendor asks for. */
export function createRefreshPace(monotonic: () => number): RefreshPace {
  let failures = 0;
  let notBefore = Number.NEGATIVE_INFINITY;
  let lastSuccess = Number.NEGATIVE_INFINITY;
  return {
    waitMs: () => Math.max(0, notBefore - monotonic()),
    justSucceeded: () => monotonic() - lastSuccess < ineffectiveMs,
    succeeded() {
      failures = 0;
      notBefore = Number.NEGATIVE_INFINITY;
      lastSuccess = monotonic();
    },
    failed(retryAfterMs) {
      const backoff = Math.min(shortestMs * 2 ** failures, longestMs);
      failures++;
      notBefore = monotonic() + Math.max(backoff, Math.min(retryAfterMs ?? 0, longestMs));
    },
  };
}
