import { commaAfter } from "./edit-append.ts";
import { blocksOf, findEntry, isSamePath, isWithin, lineEnd, lineStart, splice } from "./toml-blocks.ts";
import { readTomlSource, type Span, type TomlEntry, type TomlPath, type TomlSection } from "./toml-source.ts";

/** Takes away a key with its line, a table or element with its block, or an element of an inline array or table. */
export function removeAt(text: string, path: TomlPath): string {
  const sections = readTomlSource(text);
  const isEntry = sections.some(({ entries }) => entries.some((entry) => isSamePath(entry.path, path)));
  const entry = findEntry(sections, path);
  if (entry !== undefined) return isEntry ? removeLines(text, entry) : removeInner(text, sections, entry);
  const blocks = blocksOf(text, sections, path);
  return blocks.length > 0 ? blocks.reduceRight(removeBlock, text) : removeDotted(text, sections, path);
}

function removeLines(text: string, entry: Span): string {
  return splice(text, { start: lineStart(text, entry.start), end: lineEnd(text, entry.end) }, "");
}

/** Takes the blank lines behind the block with it, or those in front when it is the last. */
function removeBlock(text: string, block: Span): string {
  const blankBehind = /^(?:[ \t]*\r?\n)*/.exec(text.slice(block.end))?.[0].length ?? 0;
  const end = block.end + blankBehind;
  if (end < text.length) return splice(text, { start: block.start, end }, "");
  const above = text.slice(0, block.start);
  return above.replace(/(\n)(?:[ \t]*\r?\n)+$/, "$1");
}

/** Keys such as `timeouts.idle_timeout_ms`, whose table has no header of its own. */
function removeDotted(text: string, sections: readonly TomlSection[], path: TomlPath): string {
  const entries = sections.flatMap((section) =>
    section.entries.filter((entry) => isWithin(entry.path, path)),
  );
  return entries.reduceRight((edited, entry) => removeLines(edited, entry), text);
}

function removeInner(text: string, sections: readonly TomlSection[], entry: TomlEntry): string {
  const siblings = siblingsOf(
    sections.flatMap((section) => section.entries),
    entry,
  );
  const index = siblings.indexOf(entry);
  const [previous, next] = [siblings[index - 1], siblings[index + 1]];
  const comma = commaAfter(text, entry.end, next?.start ?? text.length);
  const line = { start: lineStart(text, entry.start), end: lineEnd(text, comma ?? entry.end) };
  if (standsAlone(text, line, { start: entry.start, end: comma ?? entry.end })) return splice(text, line, "");
  if (next !== undefined) return splice(text, { start: entry.start, end: next.start }, "");
  return splice(
    text,
    { start: previous?.end ?? entry.start, end: previous ? entry.end : (comma ?? entry.end) },
    "",
  );
}

/** Whether a span has its lines to itself, but for a comment. */
function standsAlone(text: string, line: Span, span: Span): boolean {
  const before = text.slice(line.start, span.start);
  const behind = text.slice(span.end, line.end);
  return before.trim() === "" && /^[ \t]*(?:#[^\n]*)?\r?\n$/.test(behind);
}

function siblingsOf(entries: readonly TomlEntry[], wanted: TomlEntry): readonly TomlEntry[] {
  for (const entry of entries) {
    if (entry.inner.includes(wanted)) return entry.inner;
    const deeper = siblingsOf(entry.inner, wanted);
    if (deeper.length > 0) return deeper;
  }
  return [];
}
