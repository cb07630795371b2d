import type { Step } from "../../support/stand-in/step.ts";
import type { Played } from "../check-case.ts";
import type { Scene } from "../scene.ts";

/** Everything that was seen of one of the sixteen. */
export interface Course {
  /** The questions in their order; one, but for the flapping primary. */
  readonly questions: readonly Played[];
  /** `performance.now()` of each call, by target: 0 the primary, 1 the fallback. */
  readonly callTimes: readonly [primary: readonly number[], fallback: readonly number[]];
  /** Whether an ordinary question is answered afterwards. */
  readonly aliveAfter: boolean;
  /** `performance.now()` when the first question was sent. */
  readonly startedAt: number;
}

/** `pass`: the client gets the whole answer (or, where that is right, the plain refusal) and no rule of conduct is broken. `safe`: not saved, but a clean error in good time. */
export type Score = "pass" | "safe" | "fail";

/**
 * One of the sixteen faults that an independent benchmark of failover uses (failoverbench, September 2026): a primary
 * that fails, and one fallback.
 */
export interface ClassicFault {
  readonly name: string;
  /** The fault and the right conduct, in a line. */
  readonly about: string;
  readonly primary: (scene: Scene) => readonly Step[];
  /** Absent: it answers. */
  readonly fallback?: (scene: Scene) => readonly Step[];
  /** Further lines of the model, and of its mappings by slot. */
  readonly model?: readonly string[];
  readonly mapping?: (slot: number) => readonly string[];
  /** Asks so often, so far apart. Absent: once. */
  readonly questions?: { readonly count: number; readonly everyMs: number };
  /** What a refusal must say, where refusal is the right outcome. */
  readonly refusal?: string;
  /** Rules of conduct beside the outcome. Each gives what was wrong, or nothing. */
  readonly conduct?: (course: Course) => readonly (string | false)[];
}
