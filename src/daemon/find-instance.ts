import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { askHealth, type Health } from "./ask-health.ts";
import { type Instance, type PidFileContent, readPidFile } from "./pid-file.ts";
import { processStart } from "./process-start.ts";

/** Whether ccm runs, from the pid file, the process it names and the answer of `/health`. */
export type Standing =
  | { readonly state: "absent" }
  /** The file is left over: no process, or by now another program's. Nothing may be signalled. */
  | { readonly state: "stale"; readonly content: PidFileContent; readonly reason: string }
  | { readonly state: "running"; readonly instance: Instance }
  /** Our process for certain, but `/health` does not answer: it is draining, starting or stuck. */
  | { readonly state: "silent"; readonly instance: Instance }
  /** A program named like the original claude-code-mux, by its bare pid file. */
  | { readonly state: "original"; readonly content: PidFileContent; readonly pid: number };

/** File name of the program a process runs; `undefined` when it cannot be known. */
export function programOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    if (process.platform === "win32") return undefined;
    const ps = Bun.spawnSync(["ps", "-o", "comm=", "-p", String(pid)], { stderr: "ignore" });
    return basename(ps.stdout.toString().trim()) || undefined;
  } catch {
    return undefined;
  }
}

const originalNames = new Set(["ccm", "claude-code-mux"]);

/** Whether the pid file's process is still the very one that wrote it. */
export function isAlive(instance: Instance): boolean {
  return processStart(instance.pid) === instance.processStart;
}

async function standingOf(
  content: PidFileContent & { kind: "instance" },
  ask: (instance: Instance) => Promise<Health>,
): Promise<Standing> {
  const { instance } = content;
  const start = processStart(instance.pid);
  if (start === undefined) return { state: "stale", content, reason: `process ${instance.pid} is gone` };
  if (start !== instance.processStart) {
    return { state: "stale", content, reason: `process ${instance.pid} is another program's now` };
  }
  const health = await ask(instance);
  if (health.state === "ccm" && health.instanceId === instance.instanceId)
    return { state: "running", instance };
  // Without a start time only the answer of the instance itself proves whose process it is.
  if (start === "unknown")
    return { state: "stale", content, reason: `process ${instance.pid} does not answer` };
  return { state: "silent", instance };
}

/** Looks for the ccm that a pid file tells of. Touches nothing and signals nobody. */
export async function findInstance(
  pidFile: string,
  ask: (instance: Instance) => Promise<Health> = askHealth,
): Promise<Standing> {
  const content = readPidFile(pidFile);
  switch (content.kind) {
    case "none":
      return { state: "absent" };
    case "unreadable":
      return { state: "stale", content, reason: content.reason };
    case "instance":
      return standingOf(content, ask);
    case "bare": {
      const { pid } = content;
      const program = processStart(pid) === undefined ? undefined : programOf(pid);
      if (program !== undefined && originalNames.has(program)) return { state: "original", content, pid };
      const reason = program === undefined ? `process ${pid} is gone` : `process ${pid} is ${program}`;
      return { state: "stale", content, reason };
    }
  }
}
