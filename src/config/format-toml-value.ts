/** What an edit can write. */
export type TomlValue = string | number | boolean | readonly TomlValue[] | TomlTable;

/** A table; members that are undefined are left out. */
export interface TomlTable {
  readonly [key: string]: TomlValue | undefined;
}

/** Whether a value is written as a table. */
export function isTomlTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value);
}

/** Writes a value on one line, tables inline. */
export function formatTomlValue(value: TomlValue): string {
  if (typeof value === "string") return formatText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (!isTomlTable(value)) return `[${(value as readonly TomlValue[]).map(formatTomlValue).join(", ")}]`; // neither scalar nor table
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${formatTomlKey(key)} = ${formatTomlValue(member)}`],
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Writes a key, quoted where it must be. */
export function formatTomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

/** Patterns read better as literal strings, where a backslash is one. */
function formatText(text: string): string {
  const fitsLiteral = text.includes("\\") && /^[^'\p{Cc}]*$/u.test(text);
  return fitsLiteral ? `'${text}'` : quoted(text);
}

/** JSON's escapes are TOML's too; DEL is the one character that only JSON lets stand. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll("\u007f", "\\u007f");
}
