import { readFileSync } from "node:fs";
import { codeOf } from "../thrown.ts";

/** Boot id and start ticks: a pid reused after a reboot or in a new container still differs. */
function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name stands in parentheses and may hold spaces and parentheses itself: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    const ticks = fields[19];
    if (ticks === undefined || state === "Z" || state === "X") return undefined;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
    return `${boot}:${ticks}`;
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  const ps = Bun.spawnSync(["ps", "-o", "lstart=", "-p", String(pid)], {
    stderr: "ignore",
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
  });
  const printed = ps.stdout.toString().trim();
  return ps.exitCode === 0 && printed !== "" ? printed : undefined;
}

/** Whether a process with this id exists, be it somebody else's. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/**
 * When a process began, as text to compare for equality: together with the pid it names one process for good, so
 * that a recycled pid is never taken for ours. `undefined`: there is no such process (a zombie counts as none).
 * Windows tells no start time without a slow query; there the text is the same for every process.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform === "linux") return startOnLinux(pid);
  if (process.platform === "win32") return exists(pid) ? "unknown" : undefined;
  return startByPs(pid);
}
