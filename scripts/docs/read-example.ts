/** A key as config/config.example.toml shows it. */
export interface ExampleKey {
  /** Table it stands in, as `knownKeys` names it: `models[].mappings[]`; empty for the file itself. */
  readonly table: string;
  readonly key: string;
  /** As written, in TOML. */
  readonly value: string;
  /** Whether it stands there as a comment, to be uncommented. */
  readonly commented: boolean;
  /** What the lines above it say, else those above its table; empty when there are none. */
  readonly words: string;
  /** Counted from 0. */
  readonly line: number;
}

const header = /^#?(\[\[?)([\w.]+)\]\]?$/;
const assignment = /^(#?)(\w+) = (.+)$/;

/** `[[models.mappings]]` is `models[].mappings[]`: every table above it is a list too. */
function tableOf(brackets: string, name: string): string {
  return brackets === "[" ? name : `${name.replaceAll(".", "[].")}[]`;
}

/** The keys of an inline table, which share its words. */
function readInline(outer: ExampleKey): readonly ExampleKey[] {
  if (!outer.value.startsWith("{")) return [];
  const inner = [...outer.value.matchAll(/(\w+) = ([^,}]+)/g)];
  const table = `${outer.table}.${outer.key}`;
  return inner.map(([, key = "", value = ""]) => ({ ...outer, table, key, value: value.trim() }));
}

/** Reads the example config as what it says to a person: keys, and the words above each. */
export function readExample(text: string): readonly ExampleKey[] {
  const keys: ExampleKey[] = [];
  let table = "";
  let tableWords = "";
  let words: string[] = [];
  for (const [line, written] of text.split("\n").entries()) {
    const [, brackets, name] = header.exec(written) ?? [];
    const [, hash, key, value] = assignment.exec(written) ?? [];
    if (brackets !== undefined && name !== undefined) {
      table = tableOf(brackets, name);
      tableWords = words.join(" ");
      words = [];
    } else if (key !== undefined && value !== undefined) {
      const found = {
        table,
        key,
        value,
        commented: hash === "#",
        words: words.join(" ") || tableWords,
        line,
      };
      keys.push(found, ...readInline(found));
      words = [];
    } else if (written.startsWith("# ")) {
      words.push(written.slice(2));
    } else {
      words = [];
    }
  }
  return keys;
}
