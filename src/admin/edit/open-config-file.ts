import { readFile } from "node:fs/promises";
import * as v from "valibot";
import type { Config } from "../../config/config.ts";
import { parseConfig, revisionOf } from "../../config/load.ts";
import { migrateConfig } from "../../config/migrate-config.ts";
import { parseToml } from "../../config/parse-toml.ts";
import { type ConfigFile, fileSchema } from "../../config/schema.ts";

/** The config file as it lies on disk now, which may be newer than the config in use. */
export interface OpenConfigFile {
  /** Of the newest version: that is what is edited and saved. */
  readonly text: string;
  /** Of the file as it lies there. */
  readonly revision: string;
  /** Values as written: references unresolved, defaults absent. */
  readonly file: ConfigFile;
  readonly config: Config;
}

/** Reads the file for editing; `undefined` when it cannot be read or has errors, which are to be mended by hand first. */
export async function openConfigFile(path: string): Promise<OpenConfigFile | undefined> {
  const written = await readFile(path, "utf8").catch(() => undefined);
  if (written === undefined) return undefined;
  const { config } = parseConfig(written, { path, env: process.env });
  const toml = parseToml(written);
  if (!config || !("document" in toml)) return undefined;
  const { text, document } = migrateConfig({ text: written, document: toml.document });
  const file = v.safeParse(fileSchema, document);
  return file.success ? { text, revision: revisionOf(written), file: file.output, config } : undefined;
}
