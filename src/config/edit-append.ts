import { insertBlock, setValue } from "./edit-set.ts";
import {
  formatTomlKey,
  formatTomlValue,
  isTomlTable,
  type TomlTable,
  type TomlValue,
} from "./format-toml-value.ts";
import { blocksOf, findEntry, indentAt, isSamePath, lineBreakOf, lineStart, splice } from "./toml-blocks.ts";
import { readTomlSource, type TomlEntry, type TomlPath, type TomlSection } from "./toml-source.ts";

/** Adds an element to the array at a path, in the form that the array is written in. */
export function appendValue(text: string, path: TomlPath, value: string | TomlTable): string {
  const sections = readTomlSource(text);
  const written = findEntry(sections, path);
  if (written !== undefined) return appendInline(text, written, formatTomlValue(value));
  if (!isTomlTable(value)) return setValue(text, path, [value]);
  const at = endOfArray(text, sections, path);
  return insertBlock(text, at.offset, elementLines(path, value, at.indent));
}

/** Behind the last element; for the first one behind what the array belongs to, else at the end of the text. */
function endOfArray(
  text: string,
  sections: readonly TomlSection[],
  path: TomlPath,
): { offset: number; indent: string } {
  const last = sections.findLast(
    (section) => section.isElement && isSamePath(section.path.slice(0, -1), path),
  );
  if (last === undefined) {
    return { offset: blocksOf(text, sections, path.slice(0, -1)).at(-1)?.end ?? text.length, indent: "" };
  }
  const indent = indentAt(text, last.header.start);
  return { offset: blocksOf(text, sections, last.path).at(-1)?.end ?? text.length, indent };
}

/** `[[header]]`, its keys, then each array of tables in it as elements of its own. */
function elementLines(path: TomlPath, table: TomlTable, indent: string): string[] {
  const names = path.filter((part) => typeof part === "string");
  const lines = [`${indent}[[${names.map(formatTomlKey).join(".")}]]`];
  const nested: string[] = [];
  for (const [key, value] of Object.entries(table)) {
    if (value === undefined) continue;
    const tables = tablesOf(value);
    if (tables === undefined) lines.push(`${indent}${formatTomlKey(key)} = ${formatTomlValue(value)}`);
    else nested.push(...tables.flatMap((element) => ["", ...elementLines([...path, key], element, indent)]));
  }
  return [...lines, ...nested];
}

function tablesOf(value: TomlValue): readonly TomlTable[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const tables = value.filter((element) => isTomlTable(element));
  return tables.length === value.length ? tables : undefined;
}

function appendInline(text: string, array: TomlEntry, value: string): string {
  const { start, end } = array.value;
  if (text[start] !== "[") return splice(text, array.value, `[${text.slice(start, end)}, ${value}]`);
  const last = array.inner.at(-1);
  if (last === undefined) return splice(text, array.value, `[${value}]`);
  const close = end - 1;
  const comma = commaAfter(text, last.end, close);
  const closingLine = lineStart(text, close);
  if (closingLine <= last.end) {
    const at = comma ?? last.end;
    return splice(text, { start: at, end: at }, comma === undefined ? `, ${value}` : ` ${value}`);
  }
  const line = `${indentAt(text, last.start)}${value}${comma === undefined ? "" : ","}${lineBreakOf(text)}`;
  const withLine = splice(text, { start: closingLine, end: closingLine }, line);
  return comma === undefined ? splice(withLine, { start: last.end, end: last.end }, ",") : withLine;
}

/** Offset behind the comma that follows an element, or undefined; commas in comments do not count. */
export function commaAfter(text: string, from: number, to: number): number | undefined {
  const match = /^(?:\s|#[^\n]*\n)*,/.exec(text.slice(from, to));
  return match === null ? undefined : from + match[0].length;
}
