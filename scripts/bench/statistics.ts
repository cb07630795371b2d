/** The value below which a share of the samples lies (0.5: the median). Needs at least one sample. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[at] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Median of the differences between what was measured side by side. */
export function medianDifference(samples: readonly number[], base: readonly number[]): number {
  return median(samples.map((value, at) => value - (base[at] ?? Number.NaN)));
}

/** A fresh order of the items (Fisher–Yates). */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other] as Item, order[last] as Item]; // both indexes are in range
  }
  return order;
}
