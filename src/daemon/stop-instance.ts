import { isAlive } from "./find-instance.ts";
import type { Instance } from "./pid-file.ts";
import { processStart } from "./process-start.ts";

const pollMs = 20;
/** Beyond its own drain limit: last error events, ledger, token file. In milliseconds. */
const closingMs = 10_000;

/** Waits until a condition holds; false when the time is up first. */
async function waitUntil(condition: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await Bun.sleep(pollMs);
  }
  return true;
}

/**
 * Tells an instance to end and waits until its process is gone. With `now` live streams are ended at once.
 * The process is checked again right before each signal, so that nobody else's is hit.
 * @returns false when it is still there after its drain limit and ten seconds
 */
export async function stopInstance(instance: Instance, options: { readonly now: boolean }): Promise<boolean> {
  const gone = () => !isAlive(instance);
  if (gone()) return true;
  process.kill(instance.pid, "SIGTERM");
  if (options.now) {
    // The second signal hurries; sent too close to the first, the system would merge the two.
    if (await waitUntil(gone, 100)) return true;
    process.kill(instance.pid, "SIGTERM");
  }
  return waitUntil(gone, (options.now ? 0 : instance.drainMs) + closingMs);
}

/** Tells the Rust claude-code-mux to end and waits until it is gone; false when it is still there after ten seconds. */
export async function stopOriginal(pid: number): Promise<boolean> {
  const start = processStart(pid);
  if (start === undefined) return true;
  process.kill(pid, "SIGTERM");
  return waitUntil(() => processStart(pid) !== start, closingMs);
}
