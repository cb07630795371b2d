import { closeSync, fstatSync } from "node:fs";
import type { CcmPaths } from "../config/paths.ts";
import { UserError } from "../errors.ts";
import { makePrivateFolder } from "../private-file.ts";
import { findInstance } from "./find-instance.ts";
import { openLogFile, readLogSince } from "./log-file.ts";
import type { Instance } from "./pid-file.ts";
import { ownCommand } from "./replace-process.ts";
import { runtimeSettings } from "./runtime-settings.ts";

/** Tells a detached ccm that its output is this file, so that it keeps the file bounded. */
export const logFileVariable = "CCM_LOG_FILE";

const startLimitMs = 15_000;
const pollMs = 20;

/** Why a start failed, from what it said: its own one line where it has one, else all of it. */
function reasonIn(said: string): string {
  const own = said.split("\n").findLast((line) => line.startsWith("ccm: "));
  return own?.slice("ccm: ".length) ?? `it did not start:\n${said}`;
}

/**
 * Starts ccm in the background, in a session of its own, its output in the log file, and waits until it answers.
 * @param args what comes after `ccm`, without `--detach`
 * @throws UserError with the end of the log when it does not come up
 */
export async function startDetached(options: {
  readonly paths: CcmPaths;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Instance> {
  const { paths, args, env } = options;
  await makePrivateFolder(paths.home);
  const logFile = paths.log;
  const descriptor = openLogFile(logFile);
  const offset = fstatSync(descriptor).size;
  const child = Bun.spawn([...ownCommand(), ...args], {
    stdio: ["ignore", descriptor, descriptor],
    env: { ...env, ...runtimeSettings, [logFileVariable]: logFile },
    detached: true,
  });
  child.unref();
  closeSync(descriptor);

  const deadline = performance.now() + startLimitMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new UserError(reasonIn(readLogSince(logFile, offset)));
    }
    const standing = await findInstance(paths.pid);
    if (standing.state === "running" && standing.instance.pid === child.pid) return standing.instance;
    await Bun.sleep(pollMs);
  }
  throw new UserError(
    `ccm (pid ${child.pid}) does not answer after ${startLimitMs / 1000} s: see ${logFile}`,
  );
}
