import { existsSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { exitCodes, UserError } from "../errors.ts";
import type { Location } from "./locate.ts";
import { countFindings, sayFindings } from "./say-findings.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Reads the config a command works with.
 * @throws UserError with exit code 2 when there is none, or, after every finding has been said, when it has errors
 */
export async function openConfig(path: string, terminal: Terminal): Promise<Config> {
  const { loadConfig } = await import("../config/load.ts");
  const { config, findings } = loadConfig(path, terminal.env);
  if (config !== undefined) return config;
  sayFindings(findings, path, terminal);
  throw new UserError(`${path} has ${countFindings(findings)}`, exitCodes.usage);
}

/** The same for `start`: a first start writes the config of the home folder, and every warning is said. */
export async function openConfigToStart(where: Location, terminal: Terminal): Promise<Config> {
  const { configPath, paths } = where;
  // A path that was given and leads nowhere is a slip of the pen, not a first start.
  if (configPath === paths.config && !existsSync(configPath)) {
    const { writeFirstRunConfig } = await import("../config/first-run.ts");
    await writeFirstRunConfig(configPath);
    terminal.say(`wrote ${configPath}: it works at once with the built-in demo provider`);
  }
  const config = await openConfig(configPath, terminal);
  sayFindings(config.findings, configPath, terminal);
  return config;
}
