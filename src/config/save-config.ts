import { chmod, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { writePrivateFile } from "../private-file.ts";
import { codeOf, messageOf } from "../thrown.ts";
import type { Config, Finding } from "./config.ts";
import { parseConfig, revisionOf } from "./load.ts";
import { configVersion, versionOf } from "./migrate-config.ts";
import { parseToml } from "./parse-toml.ts";
import type { Environment } from "./paths.ts";

/** What became of a save. Only `saved` touched the disk. */
export type SaveResult =
  | { readonly kind: "saved"; readonly config: Config }
  /** The new text has errors. */
  | { readonly kind: "invalid"; readonly findings: readonly Finding[] }
  /** The file is no longer the one that was edited; this is its revision now. */
  | { readonly kind: "changed"; readonly revision: string };

/**
 * Replaces a config file by an edited text, whole or not at all. The old text stays beside it as `….bak`, which the next
 * save replaces, and where it was of an older version as `….v1` too, which stays. The file keeps its mode; a link stays a link, and what it leads to is replaced.
 *
 * @param expectedRevision `Config.revision` of the text that was edited
 * @throws UserError when the file cannot be read or written.
 */
export async function saveConfig(
  path: string,
  expectedRevision: string,
  text: string,
  env: Environment,
  newest: number = configVersion,
): Promise<SaveResult> {
  const { config, findings } = parseConfig(text, { path, env });
  if (config === undefined) return { kind: "invalid", findings };
  try {
    const file = await realpath(path);
    const current = await readFile(file);
    const revision = revisionOf(current);
    if (revision !== expectedRevision) return { kind: "changed", revision };
    const { mode } = await stat(file);
    const old = current.toString("utf8");
    const version = versionIn(old);
    await replaceFile(`${file}.bak`, old, mode);
    if (version < newest) await replaceFile(`${file}.v${version}`, old, mode);
    await replaceFile(file, text, mode);
    return { kind: "saved", config };
  } catch (error) {
    const reason = messageOf(error);
    throw error instanceof UserError ? error : new UserError(`the config was not saved: ${reason}`);
  }
}

function versionIn(text: string): number {
  const toml = parseToml(text);
  return versionOf("document" in toml ? toml.document : undefined);
}

async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  try {
    await writePrivateFile(path, text);
  } catch (error) {
    if (!isMountPoint(error)) throw error;
    await writeFile(path, text);
    return;
  }
  if ((mode & 0o777) !== 0o600) await chmod(path, mode & 0o777);
}

/** A container's single-file mount cannot be replaced, only written into; the old text is safe in `….bak` by then. */
function isMountPoint(error: unknown): boolean {
  return codeOf(error) === "EBUSY";
}
