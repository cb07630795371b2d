import { isJsonObject } from "../json.ts";
import { type ConfigEdit, editConfig } from "./edit.ts";
import { parseToml } from "./parse-toml.ts";

/**
 * What brings a file of one version to the next, from what it holds. It is an edit like any other: comments, order and
 * spacing stay.
 */
export type ConfigStep = (document: unknown) => readonly ConfigEdit[];

/** Step `n` brings version `n + 1` to version `n + 2`. Steps are history: only append. */
const configSteps: readonly ConfigStep[] = [];

/** The `config_version` that this program writes, and the newest that it reads. */
export const configVersion: number = configSteps.length + 1;

/** The version of a parsed file. Those of claude-code-mux, and short ones written by hand, state none: they are of version 1. */
export function versionOf(document: unknown): number {
  const version = isJsonObject(document) ? document.config_version : undefined;
  return typeof version === "number" ? version : 1;
}

/** A file's text and what it holds. */
export interface ParsedText {
  readonly text: string;
  readonly document: unknown;
}

/**
 * Brings a file to the newest version; one of that version, or a newer one, stays as it is. On disk a file changes only when
 * somebody saves it; until then it is read through this.
 */
export function migrateConfig(written: ParsedText, steps: readonly ConfigStep[] = configSteps): ParsedText {
  const version = versionOf(written.document);
  const edits = steps[version - 1]?.(written.document);
  if (edits === undefined) return written;
  const text = editConfig(written.text, [
    ...edits,
    { kind: "set", path: ["config_version"], value: version + 1 },
  ]);
  const toml = parseToml(text);
  if ("problem" in toml) throw new Error(`step ${version} of the config broke the file: ${toml.problem}`);
  return migrateConfig({ text, document: toml.document }, steps);
}
