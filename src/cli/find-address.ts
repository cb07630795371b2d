import type { Config } from "../config/config.ts";
import { baseUrlOf } from "../daemon/base-url.ts";

/** Base URL that clients should use: the running instance's, else where the config says it would be. */
export async function findAddress(
  pidFile: string,
  config: Config,
): Promise<{ readonly url: string; readonly answers: boolean }> {
  const { findInstance } = await import("../daemon/find-instance.ts");
  const standing = await findInstance(pidFile);
  if (standing.state === "running") return { url: baseUrlOf(standing.instance), answers: true };
  // A ccm in a container, or one with another home folder, listens without a pid file of ours.
  const { askHealth } = await import("../daemon/ask-health.ts");
  const health = await askHealth(config.server);
  return { url: baseUrlOf(config.server), answers: health.state === "ccm" };
}
