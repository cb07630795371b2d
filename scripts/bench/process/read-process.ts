import { readdirSync, readFileSync } from "node:fs";

/** Processor time that a process has used, in microseconds (Linux). */
export interface CpuReading {
  /** Of each thread that lives, to the nanosecond. */
  readonly threads: ReadonlyMap<string, number>;
  /** Of all threads, ended ones too, to a hundredth of a second. */
  readonly whole: number;
}

const tickMicroseconds = 10_000;

export function readCpu(pid: number): CpuReading {
  const threads = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    threads.set(thread, Number(onCpu) / 1000);
  }
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return { threads, whole: (Number(fields[11]) + Number(fields[12])) * tickMicroseconds };
}

/** Microseconds between two readings: exact, but where a thread ended meanwhile and took its count with it. */
export function cpuBetween(before: CpuReading, after: CpuReading): number {
  const all = (threads: Iterable<number>): number => [...threads].reduce((total, value) => total + value, 0);
  const ended = [...before.threads.keys()].some((thread) => !after.threads.has(thread));
  return ended ? after.whole - before.whole : all(after.threads.values()) - all(before.threads.values());
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
