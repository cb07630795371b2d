import { descriptorsOf, memoryOf } from "../bench/process/read-process.ts";

/** What a process held at a moment. */
export interface Sample {
  /** Milliseconds since the watch began. */
  readonly at: number;
  readonly rss: number;
  readonly descriptors: number;
}

/** Looks at a process every second until stopped. */
export function watchProcess(pid: number): { readonly samples: readonly Sample[]; stop(): void } {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const look = (): void => {
    samples.push({
      at: performance.now() - startedAt,
      rss: memoryOf(pid).rss,
      descriptors: descriptorsOf(pid),
    });
  };
  look();
  const timer = setInterval(look, 1000);
  return { samples, stop: () => clearInterval(timer) };
}

/** Megabytes an hour by which memory grows: the median slope over all pairs, which no single peak can bend (Theil–Sen). */
export function growthPerHour(samples: readonly Sample[]): number {
  const thinned = samples.filter((_, at) => at % Math.ceil(samples.length / 300) === 0);
  const slopes = thinned.flatMap((a, at) =>
    thinned.slice(at + 1).map((b) => (b.rss - a.rss) / (b.at - a.at)),
  );
  slopes.sort((a, b) => a - b);
  return (slopes[Math.floor(slopes.length / 2)] ?? 0) * 3_600_000;
}
