import { formatTomlKey, formatTomlValue, isTomlTable, type TomlValue } from "./format-toml-value.ts";
import {
  endOfSection,
  findEntry,
  indentAt,
  isSamePath,
  isWithin,
  lineBreakOf,
  lineEnd,
  splice,
} from "./toml-blocks.ts";
import { readTomlSource, type TomlEntry, type TomlPath, type TomlSection } from "./toml-source.ts";

/** Writes a value at a path: in place where one is, else as a new line at the end of its table. */
export function setValue(text: string, path: TomlPath, value: TomlValue): string {
  const sections = readTomlSource(text);
  const written = findEntry(sections, path);
  if (isTomlTable(value) && isTable(sections, path, written)) {
    return Object.entries(value).reduce(
      (edited, [key, member]) => (member === undefined ? edited : setValue(edited, [...path, key], member)),
      text,
    );
  }
  if (written !== undefined) return splice(text, written.value, formatTomlValue(value));
  return addKey(text, sections, path, value);
}

function isTable(sections: readonly TomlSection[], path: TomlPath, written: TomlEntry | undefined): boolean {
  if (written !== undefined) return written.inner.some(({ path: inner }) => typeof inner.at(-1) === "string");
  return (
    sections.some((section) => isSamePath(section.path, path)) || dottedEntries(sections, path).length > 0
  );
}

function addKey(text: string, sections: readonly TomlSection[], path: TomlPath, value: TomlValue): string {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const inline = findEntry(sections, parent);
  if (inline !== undefined)
    return addMember(text, inline, `${formatTomlKey(key)} = ${formatTomlValue(value)}`);

  const section = sections.find((candidate) => isSamePath(candidate.path, parent));
  if (section !== undefined)
    return addLine(text, section, `${formatTomlKey(key)} = ${formatTomlValue(value)}`);

  const dotted = dottedEntries(sections, parent).at(-1);
  if (dotted !== undefined) return addDotted(text, sections, dotted, parent, key, value);

  const isBelowElement = parent.some((part) => typeof part === "number");
  return isBelowElement
    ? setValue(text, parent, { [key]: value })
    : addTable(text, sections, parent, key, value);
}

/** Entries such as `timeouts.idle_timeout_ms = 1`, which make a table without naming it. */
function dottedEntries(sections: readonly TomlSection[], table: TomlPath): TomlEntry[] {
  return sections.flatMap((section) =>
    section.entries.filter(
      (entry) =>
        isWithin(entry.path, table) && entry.path.length > table.length && isWithin(table, section.path),
    ),
  );
}

function addDotted(
  text: string,
  sections: readonly TomlSection[],
  sibling: TomlEntry,
  table: TomlPath,
  key: string,
  value: TomlValue,
): string {
  const section = sections.find(({ entries }) => entries.includes(sibling));
  const names = [...table.slice(section?.path.length ?? 0), key].map((name) => formatTomlKey(String(name)));
  return insertLine(text, sibling, `${names.join(".")} = ${formatTomlValue(value)}`);
}

/** Adds a member to an inline table. */
function addMember(text: string, table: TomlEntry, member: string): string {
  const last = table.inner.at(-1);
  if (last === undefined) return splice(text, table.value, `{ ${member} }`);
  return splice(text, { start: last.end, end: last.end }, `, ${member}`);
}

function addLine(text: string, section: TomlSection, line: string): string {
  const last = section.entries.at(-1);
  if (last !== undefined) return insertLine(text, last, line);
  if (section.path.length > 0) return insertLine(text, section.header, line);
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const lineBreak = lineBreakOf(text);
  return splice(text, { start, end: start }, `${line}${lineBreak}${lineBreak}`);
}

/** Puts a line under the one that holds `sibling`, indented like it. */
function insertLine(
  text: string,
  sibling: { readonly start: number; readonly end: number },
  line: string,
): string {
  const lineBreak = lineBreakOf(text);
  const indented = indentAt(text, sibling.start) + line;
  const at = lineEnd(text, sibling.end);
  const isLastLine = text[at - 1] !== "\n";
  return splice(
    text,
    { start: at, end: at },
    isLastLine ? `${lineBreak}${indented}` : `${indented}${lineBreak}`,
  );
}

/** Starts a new table: behind the one it belongs to, else at the end. */
function addTable(
  text: string,
  sections: readonly TomlSection[],
  table: TomlPath,
  key: string,
  value: TomlValue,
): string {
  const parent = sections.findLast(({ path }) => path.length > 0 && isWithin(table, path));
  const at = parent === undefined ? text.length : endOfSection(text, parent);
  const header = `[${table.map((part) => formatTomlKey(String(part))).join(".")}]`;
  return insertBlock(text, at, [header, `${formatTomlKey(key)} = ${formatTomlValue(value)}`]);
}

/** Inserts lines at the start of a line, with a blank line between them and what is above. */
export function insertBlock(text: string, at: number, lines: readonly string[]): string {
  const lineBreak = lineBreakOf(text);
  const above = text.slice(0, at);
  const isOpen = above !== "" && !above.endsWith("\n");
  const isApart = above === "" || /\n\s*\n$/.test(above);
  const gap = (isOpen ? lineBreak : "") + (isApart ? "" : lineBreak);
  return above + gap + lines.map((line) => line + lineBreak).join("") + text.slice(at);
}
