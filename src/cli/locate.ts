import { homedir } from "node:os";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { type CcmPaths, ccmPaths, type Environment } from "../config/paths.ts";

/** Where this invocation finds its files. */
export interface Location {
  readonly paths: CcmPaths;
  /** Absolute: of `--config`, else of the home folder. */
  readonly configPath: string;
}

/** Adds `-c, --config`, which every command takes, before its name as after it. */
export function withConfigOption(command: Command): Command {
  return command.addOption(new Option("-c, --config <path>", "config file, in place of the home folder's"));
}

/** Reads `--config` from wherever it stood, and `CCM_HOME`. */
export function locate(command: Command, env: Environment): Location {
  const paths = ccmPaths(env, homedir());
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return { paths, configPath: resolve(config ?? paths.config) };
}
