import type { ConfigEdit, EditPath } from "../../config/edit.ts";
import type { TomlValue } from "../../config/format-toml-value.ts";

/** An empty text and an empty list say no more than an absent key. */
function isBlank(value: TomlValue | undefined): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** The edit from what is written to what was entered: none where they are the same, so that an untouched line stays. */
export function changeValue(
  path: EditPath,
  written: TomlValue | undefined,
  entered: TomlValue | undefined,
): readonly ConfigEdit[] {
  if (isBlank(written) && isBlank(entered)) return [];
  if (JSON.stringify(written) === JSON.stringify(entered)) return [];
  if (entered === undefined) return [{ kind: "remove", path }];
  return [{ kind: "set", path, value: entered }];
}
