import { readFileSync } from "node:fs";
import { descriptorsOf, memoryOf } from "../bench/process/read-process.ts";

/** What a process held at a moment. */
export interface Sample {
  /** Milliseconds since the watch began. */
  readonly at: number;
  readonly rss: number;
  readonly descriptors: number;
}

/** How often a process went to sleep by itself, by `/proc/<pid>/status`: each timer that fires costs one. */
function sleepsOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]);
}

/** How often an idle process wakes up in a second, for timers that were left running. */
export async function wakeupsOf(pid: number): Promise<number> {
  const seconds = 5;
  const before = sleepsOf(pid);
  await Bun.sleep(seconds * 1000);
  return (sleepsOf(pid) - before) / seconds;
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
