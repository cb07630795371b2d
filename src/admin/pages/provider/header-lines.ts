import type { ConfigEdit, EditPath } from "../../../config/edit.ts";
import { changeValue } from "../../edit/change-value.ts";
import { FieldError } from "../../edit/form-values.ts";

/** Stands for a value that is not shown; sent back, it means "as it was". */
const masked = "…";

/** `Name: value` lines; a value may be a credential, so only a reference is shown. */
export function writeHeaderLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value.startsWith("$") ? value : masked}`)
    .join("\n");
}

/**
 * The edits from the headers as written to the lines as entered.
 * @throws FieldError for a line that is no header.
 */
export function changeHeaders(
  path: EditPath,
  written: Readonly<Record<string, string>>,
  lines: string,
): readonly ConfigEdit[] {
  const entered = new Map(
    lines
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .map((line) => {
        const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
        if (name === undefined || !value) throw new FieldError("headers", "Write each line as Name: value.");
        return [name, value] as const;
      }),
  );
  const names = new Set([...Object.keys(written), ...entered.keys()]);
  return [...names].flatMap((name) => {
    const value = entered.get(name);
    if (value === masked) return [];
    return changeValue([...path, name], written[name], value);
  });
}
