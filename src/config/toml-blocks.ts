import type { Span, TomlEntry, TomlPath, TomlSection } from "./toml-source.ts";

/*
 * What belongs together on the lines of a TOML text, so that an edit takes or moves whole lines and nothing of its neighbours.
 */

/** Whether `path` is `start` or below it. */
export function isWithin(path: TomlPath, start: TomlPath): boolean {
  return start.length <= path.length && start.every((part, index) => path[index] === part);
}

/** Whether two paths are the same. */
export function isSamePath(a: TomlPath, b: TomlPath): boolean {
  return a.length === b.length && isWithin(a, b);
}

/** The entry at a path, inside inline tables and arrays too. */
export function findEntry(sections: readonly TomlSection[], path: TomlPath): TomlEntry | undefined {
  for (const section of sections) {
    const found = findAmong(section.entries, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findAmong(entries: readonly TomlEntry[], path: TomlPath): TomlEntry | undefined {
  for (const entry of entries) {
    if (isSamePath(entry.path, path)) return entry;
    const inner = isWithin(path, entry.path) ? findAmong(entry.inner, path) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset behind the line end of the line that holds `offset`; the text's length on the last line. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** White space in front of what stands at `offset`. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? "";
}

/** The line end that the text uses. */
export function lineBreakOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** Replaces a span; with an empty span it inserts. */
export function splice(text: string, span: Span, replacement: string): string {
  return text.slice(0, span.start) + replacement + text.slice(span.end);
}

/**
 * The whole lines of a table or array element with all below it: from the comment directly above its header to its last
 * entry and the comments directly under that. Comments set off by a blank line belong to nobody and stay. There are several
 * runs of lines when tables of others stand in between.
 */
export function blocksOf(text: string, sections: readonly TomlSection[], path: TomlPath): Span[] {
  const blocks: Span[] = [];
  let isRun = false;
  for (const section of sections) {
    const isOwn = section.path.length > 0 && isWithin(section.path, path);
    const end = isOwn ? endOfSection(text, section) : 0;
    const run = isRun ? blocks.pop() : undefined;
    if (isOwn) blocks.push({ start: run?.start ?? startWithComment(text, section.header.start), end });
    else if (run !== undefined) blocks.push(run);
    isRun = isOwn;
  }
  return blocks;
}

/** Offset behind the last line of a section: its last entry's, else its header's, and comments directly under it. */
export function endOfSection(text: string, section: TomlSection): number {
  let end = lineEnd(text, section.entries.at(-1)?.end ?? section.header.end);
  const closes = (from: number) => text[from - 1] === "\n" && /^[ \t]*#/.test(text.slice(from));
  while (closes(end) && !announces(text, end)) end = lineEnd(text, end);
  return end;
}

/** Whether the comment lines from `offset` on lead straight to a header: then they are the header's. */
function announces(text: string, offset: number): boolean {
  return /^(?:[ \t]*#[^\n]*\n)+[ \t]*\[/.test(text.slice(offset));
}

function startWithComment(text: string, offset: number): number {
  let start = lineStart(text, offset);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!/^\ufeff?[ \t]*#/.test(text.slice(above, start))) break;
    start = above;
  }
  return start;
}
