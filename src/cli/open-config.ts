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
    const [{ createConfig }, { firstRunConfig }] = await Promise.all([
      import("../config/place-config.ts"),
      import("../config/first-run.ts"),
    ]);
    await createConfig(configPath, firstRunConfig);
    terminal.say(
      `wrote ${configPath}: the built-in demo answers until you name real providers, with ccm init`,
    );
  }
  const config = await openConfig(configPath, terminal);
  sayFindings(config.findings, configPath, terminal);
  return config;
}
