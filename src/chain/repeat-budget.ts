/*
 * A backstop against storms: however many requests a flaky target fails, what ccm itself adds to them stays small. It
 * bounds only second calls to the same target; going on to another one is never refused.
 */

/** How often targets may be called a second time for one request. */
export interface RepeatBudget {
  /** A call goes to the target. */
  asked(target: string): void;
  /** Whether one more repeat is within bounds; takes it if so. */
  take(target: string): boolean;
}

const windowMs = 60_000;
/** Repeats in a window that are free, however few the calls. */
const freeRepeats = 3;
/** Beyond those, repeats as a share of calls. */
const mostRepeats = 0.2;

/** Opens the budgets of all targets. `now` never goes backward. */
export function createRepeatBudget(now: () => number): RepeatBudget {
  const windows = new Map<string, { since: number; calls: number; repeats: number }>();
  const windowOf = (target: string) => {
    const known = windows.get(target);
    if (known && now() - known.since < windowMs) return known;
    const fresh = { since: now(), calls: 0, repeats: 0 };
    windows.set(target, fresh);
    return fresh;
  };
  return {
    asked(target) {
      windowOf(target).calls += 1;
    },
    take(target) {
      const window = windowOf(target);
      if (window.repeats >= Math.max(freeRepeats, window.calls * mostRepeats)) return false;
      window.repeats += 1;
      return true;
    },
  };
}
