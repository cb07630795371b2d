import { existsSync } from "node:fs";
import type { Config, Finding } from "../config/config.ts";
import { loadConfig, type ParsedConfig } from "../config/load.ts";
import { findInstance, type Standing } from "../daemon/find-instance.ts";
import { UserError } from "../errors.ts";
import { askDaemon, type DaemonFacts } from "./ask-daemon.ts";
import type { Location } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

/** The config that counts here: that of the ccm that runs, else this command's own. */
export interface ConfigInUse {
  readonly standing: Standing;
  readonly path: string;
  /** Whether there is a file at the path. */
  readonly found: boolean;
  /** Absent: there is no file, or it has errors. */
  readonly config: Config | undefined;
  /** As the running ccm sees them, whose variables may be others than this shell's. */
  readonly findings: readonly Finding[];
  readonly daemon: DaemonFacts | undefined;
}

/** Loads a config; that its file cannot be read is one more thing to tell. */
function loadOrTell(path: string, terminal: Terminal): ParsedConfig {
  try {
    return loadConfig(path, terminal.env);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { findings: [{ severity: "error", path: "", message: error.message.replace(`${path}: `, "") }] };
  }
}

/** Reads it; what is wrong with it is told, not thrown. */
export async function readConfigInUse(
  { paths, configPath }: Location,
  terminal: Terminal,
): Promise<ConfigInUse> {
  const standing = await findInstance(paths.pid);
  const isOurs = standing.state === "running" || standing.state === "silent";
  const path = isOurs ? standing.instance.configPath : configPath;
  const found = existsSync(path);
  const { config, findings } = found ? loadOrTell(path, terminal) : { findings: [] };
  const daemon = await askDaemon(standing, paths.adminToken);
  const seen = daemon?.config.not_loaded === null ? daemon.config.findings : findings;
  return { standing, path, found, config, findings: seen, daemon };
}
