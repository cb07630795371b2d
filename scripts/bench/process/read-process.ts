import { readdirSync, readFileSync } from "node:fs";

/** Processor time that a process has used in all its threads, in microseconds (Linux, `/proc/<pid>/task/<tid>/schedstat`). */
export function cpuMicroseconds(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    nanoseconds += Number(onCpu);
  }
  return nanoseconds / 1000;
}

/** Memory of a process in megabytes: what it holds in RAM, its fair share of that, and its highest mark. */
export interface Memory {
  readonly rss: number;
  readonly pss: number;
  readonly peak: number;
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const megabytes = (text: string, field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) / 1024;
  return {
    rss: megabytes(status, "VmRSS"),
    pss: megabytes(rollup, "Pss"),
    peak: megabytes(status, "VmHWM"),
  };
}

/** Open file descriptors of a process. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Share of processor time that the hypervisor kept for others, since boot, with the total, in ticks. */
export function stolenTicks(): { readonly stolen: number; readonly total: number } {
  const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { stolen: ticks[7] ?? 0, total: ticks.reduce((sum, value) => sum + value, 0) };
}
