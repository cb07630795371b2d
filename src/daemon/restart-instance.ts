import { findInstance } from "./find-instance.ts";
import type { Instance } from "./pid-file.ts";
import { restartSignal } from "./run-until-stopped.ts";

const pollMs = 20;
/** Beyond the drain limit: closing files, starting again. In milliseconds. */
const comebackMs = 15_000;

/**
 * Asks an instance to drain and start again in its own process, so that terminal, supervisor and pid stay, and waits
 * for its successor to answer.
 * @returns the successor, or undefined when none answers in time
 */
export async function restartInstance(pidFile: string, instance: Instance): Promise<Instance | undefined> {
  process.kill(instance.pid, restartSignal);
  const deadline = performance.now() + instance.drainMs + comebackMs;
  while (performance.now() < deadline) {
    await Bun.sleep(pollMs);
    const standing = await findInstance(pidFile);
    if (standing.state === "running" && standing.instance.instanceId !== instance.instanceId)
      return standing.instance;
  }
  return undefined;
}
