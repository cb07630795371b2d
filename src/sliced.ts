import { setImmediate as nextTurn } from "node:timers/promises";

/*
 * Work on a body of many megabytes takes tenths of a second, in which every live stream would stand still. It is written
 * as a generator that says, by yielding, where it may be interrupted.
 */

/** Work that may be interrupted wherever it yields. */
export type Sliced<Result> = Generator<undefined, Result, undefined>;

/** Does the work without a pause. */
export function atOnce<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** `flatMap` that may be interrupted after each item. */
export function* flatMapSliced<Item, Result>(
  items: readonly Item[],
  map: (item: Item, position: number) => readonly Result[],
): Sliced<Result[]> {
  const results: Result[] = [];
  for (const [position, item] of items.entries()) {
    for (const result of map(item, position)) results.push(result);
    yield;
  }
  return results;
}

/** How long others wait at most, in milliseconds. */
const longestSlice = 4;

/** Does the work in slices of a few milliseconds, between which the event loop turns. Short work ends in the first. */
export async function inSlices<Result>(work: Sliced<Result>): Promise<Result> {
  let end = performance.now() + longestSlice;
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + longestSlice;
  }
}
