import { readFile } from "node:fs/promises";
import * as v from "valibot";
import type { Config } from "../../config/config.ts";
import { parseConfig, revisionOf } from "../../config/load.ts";
import { parseToml } from "../../config/parse-toml.ts";
import { type ConfigFile, fileSchema } from "../../config/schema.ts";

/** The config file as it lies on disk now, which may be newer than the config in use. */
export interface OpenConfigFile {
  readonly text: string;
  readonly revision: string;
  /** Values as written: references unresolved, defaults absent. */
  readonly file: ConfigFile;
  readonly config: Config;
}

/** Reads the file for editing; `undefined` when it cannot be read or has errors, which are to be mended by hand first. */
export async function openConfigFile(path: string): Promise<OpenConfigFile | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { config } = parseConfig(text, { path, env: process.env });
  const toml = parseToml(text);
  const file = v.safeParse(fileSchema, "document" in toml ? toml.document : undefined);
  if (!config || !file.success) return undefined;
  return { text, revision: revisionOf(text), file: file.output, config };
}
