import type { Config, Finding } from "../config/config.ts";
import { renderFindings } from "../config/diagnose.ts";
import { parseConfig } from "../config/load.ts";
import { watchConfig } from "../config/watch-config.ts";
import type { Log } from "../log.ts";

/** The config of a running daemon: one snapshot at a time, swapped whole. */
export interface LiveConfig {
  /** What a request that begins now gets, and keeps to its end. */
  current(): Config;
  /** Why the file on disk is not the config in use; `undefined` when it is. */
  problem(): readonly Finding[] | undefined;
  /** When `current` was read, in milliseconds since the epoch. */
  loadedAt(): number;
  /** Looks at the file now instead of waiting for the watch. */
  reload(): Promise<void>;
  close(): void;
}

/** Follows the file of a config. A file with errors changes nothing: the last good one stays and the log says why. */
export function followConfig(
  initial: Config,
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): LiveConfig {
  const { path } = initial;
  let config = initial;
  let problem: readonly Finding[] | undefined;
  let loadedAt = Date.now();

  function take(text: string): void {
    const { config: fresh, findings } = parseConfig(text, { path, env: environment });
    if (!fresh) {
      problem = findings;
      const errors = findings.filter(({ severity }) => severity === "error");
      log.error("config not reloaded, the last good one stays", {
        problem: renderFindings(errors, path).join("; "),
      });
      return;
    }
    problem = undefined;
    loadedAt = Date.now();
    // The address is that of the open port; another one takes a restart.
    const { host, port } = config.server;
    if (fresh.server.host !== initial.server.host || fresh.server.port !== initial.server.port) {
      log.debug("a changed address takes effect with ccm restart", {
        host: fresh.server.host,
        port: fresh.server.port,
      });
    }
    config = { ...fresh, server: { ...fresh.server, host, port } };
    log.setLevel(config.server.logLevel);
    log.info("config reloaded", { path, warnings: findings.length });
  }

  const watch = watchConfig({ path, revision: initial.revision, onChange: take });
  return {
    current: () => config,
    problem: () => problem,
    loadedAt: () => loadedAt,
    reload: () => watch.check(),
    close: () => watch.close(),
  };
}
