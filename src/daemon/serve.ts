import { randomUUID } from "node:crypto";
import type { Config } from "../config/config.ts";
import type { CcmPaths } from "../config/paths.ts";
import { UserError } from "../errors.ts";
import type { Log } from "../log.ts";
import { makePrivateFolder } from "../private-file.ts";
import { version } from "../version.ts";
import { findInstance, type Standing } from "./find-instance.ts";
import { listen } from "./listen.ts";
import { claimPidFile, type Instance, removePidFile } from "./pid-file.ts";
import { processStart } from "./process-start.ts";
import { runUntilStopped, type SignalSource, type StopReason } from "./run-until-stopped.ts";
import type { ServedApp } from "./served-app.ts";

/** What the application is made of; `config` already holds the address it listens on. */
export interface AppParts {
  readonly paths: CcmPaths;
  readonly config: Config;
  readonly log: Log;
  /** Requests that are being answered now. */
  readonly pendingRequests: () => number;
  /** `GET /health` must answer with it, so that `status` and `stop` know whom they talk to. */
  readonly instanceId: string;
  /** Address of the other end of a request's connection. */
  readonly peerOf: (request: Request) => string | undefined;
}

function alreadyRunning(standing: Standing): UserError | undefined {
  switch (standing.state) {
    case "running":
      return new UserError(
        `ccm is already running (pid ${standing.instance.pid}) on ${standing.instance.host}:${standing.instance.port}: ` +
          "ccm restart applies changes, ccm stop ends it",
      );
    case "silent":
      return new UserError(
        `ccm is already running (pid ${standing.instance.pid}) but does not answer: it is ending or stuck; ccm stop --now ends it`,
      );
    case "original":
      return new UserError(`claude-code-mux is running (pid ${standing.pid}): end it with ccm stop first`);
    case "absent":
    case "stale":
      return undefined;
  }
}

/** Takes the pid file, clearing away a stale one. @throws UserError when another ccm was faster. */
async function claim(path: string, instance: Instance): Promise<void> {
  if (claimPidFile(path, instance)) return;
  const standing = await findInstance(path);
  if (standing.state === "stale") removePidFile(path, standing.content);
  if (claimPidFile(path, instance)) return;
  throw alreadyRunning(await findInstance(path)) ?? new UserError(`${path} is in the way: remove it`);
}

function withPort(config: Config, port: number): Config {
  return { ...config, server: { ...config.server, port } };
}

function ownInstance({ path, server: { host, port, drainMs } }: Config): Instance {
  return {
    pid: process.pid,
    processStart: processStart(process.pid) ?? "unknown",
    instanceId: randomUUID(),
    host,
    port,
    version,
    configPath: path,
    startedAt: Date.now(),
    drainMs,
  };
}

/** A bug in one request must not end all others: it is logged and the daemon stays up. */
function surviveBugs(log: Log): void {
  const report = (what: string) => (error: unknown) =>
    log.error(what, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.on("unhandledRejection", report("unhandled rejection, a bug in ccm"));
  process.on("uncaughtException", report("uncaught exception, a bug in ccm"));
}

/**
 * Runs ccm in this process until it is told to end: one instance a home folder, pid file, port, drain.
 * @throws UserError when it runs already or the port cannot be had; nothing is left behind then.
 */
export async function serve(options: {
  readonly paths: CcmPaths;
  readonly config: Config;
  readonly log: Log;
  readonly signals: SignalSource;
  readonly compose: (parts: AppParts) => Promise<ServedApp>;
  /** Called once the port is open and the pid file written. */
  readonly onListening: (instance: Instance) => void;
}): Promise<StopReason> {
  const { paths, log, signals, compose } = options;
  const refusal = alreadyRunning(await findInstance(paths.pid));
  if (refusal) throw refusal;
  await makePrivateFolder(paths.home);

  const composing = Promise.withResolvers<ServedApp>();
  const server = await listen(composing.promise, options.config.server);
  // Port 0 asks the system for a free one.
  const config = withPort(options.config, server.port ?? options.config.server.port);
  const instance = ownInstance(config);
  try {
    await claim(paths.pid, instance);
    const app = await compose({
      paths,
      config,
      log,
      instanceId: instance.instanceId,
      pendingRequests: () => server.pendingRequests,
      peerOf: (request) => server.requestIP(request)?.address,
    });
    composing.resolve(app);
    surviveBugs(log);
    const ended = runUntilStopped({ server, app, drainMs: config.server.drainMs, log, signals });
    options.onListening(instance);
    return await ended;
  } finally {
    await server.stop(true);
    removePidFile(paths.pid, { kind: "instance", instance });
  }
}
