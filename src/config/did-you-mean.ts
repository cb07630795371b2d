/** The candidate that `name` is most likely a slip of, or undefined when none is near. Case and separators weigh little. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(name);
  let nearest: string | undefined;
  let least = Math.min(3, Math.max(1, Math.floor(folded.length / 3))) + 1;
  for (const candidate of candidates) {
    const other = fold(candidate);
    const distance = sharesStem(folded, other) ? 1 : editDistance(folded, other);
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** `, did you mean "…"?` where there is a near name, else nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? "" : `, did you mean "${nearest}"?`;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_. ]/g, "");
}

/** `warning` for `warn`, `key` for `keys`. */
function sharesStem(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length > 2 && long.startsWith(short) && short !== long;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const replaced = at(last, column - 1) + (same ? 0 : 1);
      let cost = Math.min(replaced, at(last, column) + 1, at(current, column - 1) + 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

function at(costs: readonly number[], index: number): number {
  return costs[index] ?? Number.POSITIVE_INFINITY;
}
