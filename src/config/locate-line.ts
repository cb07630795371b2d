import { readTomlSource, type Span, type TomlEntry, type TomlPath, type TomlSection } from "./toml-source.ts";

/** Answers, for one text, on which line a path is written. */
export type LineLocator = (path: TomlPath) => number | undefined;

/**
 * Makes a locator for a valid TOML text. A path that is not written (a missing key) is said to be where its nearest
 * written parent is; undefined when none of it is in the file. Lines count from 1.
 */
export function createLineLocator(text: string): LineLocator {
  const sections = readTomlSource(text);
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const span = findSpan(sections, path.slice(0, length));
      if (span !== undefined) return lineOf(text, span.start);
    }
    return undefined;
  };
}

/** 1-based line of an offset. */
function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function findSpan(sections: readonly TomlSection[], path: TomlPath): Span | undefined {
  for (const section of sections) {
    if (section.path.length > 0 && startsWith(section.path, path)) return section.header;
    const entry = findEntry(section.entries, path);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function findEntry(entries: readonly TomlEntry[], path: TomlPath): TomlEntry | undefined {
  for (const entry of entries) {
    if (startsWith(entry.path, path)) return entry;
    if (startsWith(path, entry.path)) {
      const inner = findEntry(entry.inner, path);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** Whether `path` is `start` or below it. */
function startsWith(path: TomlPath, start: TomlPath): boolean {
  return start.length <= path.length && start.every((part, index) => path[index] === part);
}
