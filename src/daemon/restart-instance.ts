import type { CcmPaths } from "../config/paths.ts";
import { startDetached } from "./detach.ts";
import { findInstance } from "./find-instance.ts";
import type { Instance } from "./pid-file.ts";
import { restartSignal } from "./run-until-stopped.ts";
import { stopInstance } from "./stop-instance.ts";

const pollMs = 20;
/** Beyond the drain limit: closing files, starting again. In milliseconds. */
const comebackMs = 15_000;

/**
 * Has an instance drain and start again with its config and address, and waits for its successor to answer. The
 * successor takes over the process itself, so that terminal, supervisor and pid stay; on Windows, which cannot do
 * that, it runs in the background.
 * @returns the successor, or undefined when none answers in time
 */
export async function restartInstance(options: {
  readonly paths: CcmPaths;
  readonly instance: Instance;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Instance | undefined> {
  const { paths, instance, env } = options;
  if (process.platform === "win32") {
    if (!(await stopInstance(instance, { now: false }))) return undefined;
    const { configPath, host, port } = instance;
    return startDetached({
      paths,
      args: ["--config", configPath, "start", "--host", host, "--port", `${port}`],
      env,
    });
  }
  process.kill(instance.pid, restartSignal);
  const deadline = performance.now() + instance.drainMs + comebackMs;
  while (performance.now() < deadline) {
    await Bun.sleep(pollMs);
    const standing = await findInstance(paths.pid);
    if (standing.state === "running" && standing.instance.instanceId !== instance.instanceId)
      return standing.instance;
  }
  return undefined;
}
