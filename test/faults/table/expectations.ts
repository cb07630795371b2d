import type { Calls, Expected } from "../fault.ts";

type Next = Extract<Expected, { outcome: "next" }>;

/** Words of the stand-in's errors; they must reach the client whenever no other target answers. */
export const words = "the harbour is closed";

function next(status: readonly number[], calls: Calls, more: Partial<Next["alone"]>, rests: boolean): Next {
  return { outcome: "next", alone: { status, calls, ...more }, rests };
}

/** Something that may pass by itself: the next target at once; a lone target gets one more try. */
export const passing = (...status: number[]): Next => next(status, 2, {}, false);

/** Silence: the next target at once, and never a second wait for the same one. */
export const silence: Next = next([504], 1, {}, false);

/** The provider said no in so many words, and another try will not change it. */
export const refusal = (status: readonly number[], rests: boolean): Next =>
  next(status, 1, { says: words, shouldRetry: "false" }, rests);

/** A limit: nothing more before it ends. */
export const limit = (retryAfter: boolean): Next => next([429], 1, { says: words, retryAfter }, true);

/** The request's own fault: the same everywhere. */
export const returned = (...status: number[]): Expected => ({ outcome: "returned", status, says: words });

export const heals = (calls: Calls = 1): Extract<Expected, { outcome: "heals" }> => ({
  outcome: "heals",
  calls,
});
export const breaksOff: Expected = { outcome: "breaks-off" };
export const either: Expected = { outcome: "either" };
