/*
 * Where things stand in a TOML text: the lines of findings and the spans of edits come from here. It reads only text that the
 * TOML parser has accepted, so it checks nothing; on other text its answers mean nothing, but it always ends.
 */

/** Keys and array indexes from the root: `["providers", 1, "base_url"]`. */
export type TomlPath = readonly (string | number)[];

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A key with its value, or one element of an inline array. */
export interface TomlEntry extends Span {
  readonly path: TomlPath;
  readonly value: Span;
  /** What stands inside an inline table or array, one level down. */
  readonly inner: readonly TomlEntry[];
}

/** A `[table]` or `[[array]]` with all up to the next header; the first one is the root, without a header. */
export interface TomlSection {
  readonly path: TomlPath;
  /** Whether each such header adds an element to an array. */
  readonly isElement: boolean;
  /** Empty for the root. */
  readonly header: Span;
  readonly entries: readonly TomlEntry[];
}

/** Reads the layout of a valid TOML text. */
export function readTomlSource(text: string): readonly TomlSection[] {
  return new Scanner(text).sections();
}

/** Writes a path as people do: `providers[1].base_url`. */
export function formatPath(path: TomlPath): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
}

class Scanner {
  readonly #text: string;
  #at = 0;
  /** Elements seen of each array of tables, by the formatted path of the array. */
  readonly #counts = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  sections(): TomlSection[] {
    const sections = [this.#section([], false, { start: 0, end: 0 })];
    while (this.#at < this.#text.length) {
      const start = this.#at;
      const isElement = this.#text.startsWith("[[", start);
      this.#at += isElement ? 2 : 1;
      const key = this.#key("]");
      this.#at += isElement ? 2 : 1;
      const path = isElement ? this.#nextElement(key) : this.#resolve(key);
      sections.push(this.#section(path, isElement, { start, end: this.#at }));
    }
    return sections;
  }

  /** Reads entries up to the next header. */
  #section(path: TomlPath, isElement: boolean, header: Span): TomlSection {
    const entries: TomlEntry[] = [];
    for (this.#skipBlank(); this.#more() && this.#peek() !== "["; this.#skipBlank()) {
      entries.push(this.#entry(path));
    }
    return { path, isElement, header, entries };
  }

  #entry(parent: TomlPath): TomlEntry {
    const start = this.#at;
    const path = [...parent, ...this.#key("=")];
    this.#at += 1;
    this.#skipSpaces();
    const { value, inner } = this.#value(path);
    return { path, start, end: value.end, value, inner };
  }

  #value(path: TomlPath): { value: Span; inner: TomlEntry[] } {
    const start = this.#at;
    const first = this.#peek();
    let inner: TomlEntry[] = [];
    if (first === "[") inner = this.#elements(path);
    else if (first === "{") inner = this.#members(path);
    else if (first === '"' || first === "'") this.#skipString();
    else while (this.#more() && (!/[\s,\]}#]/.test(this.#peek()) || this.#isDateGap())) this.#at += 1;
    return { value: { start, end: this.#at }, inner };
  }

  #elements(path: TomlPath): TomlEntry[] {
    return this.#list("]", (index) => {
      const start = this.#at;
      const { value, inner } = this.#value([...path, index]);
      return { path: [...path, index], start, end: value.end, value, inner };
    });
  }

  #members(path: TomlPath): TomlEntry[] {
    return this.#list("}", () => this.#entry(path));
  }

  #list(close: string, read: (index: number) => TomlEntry): TomlEntry[] {
    const items: TomlEntry[] = [];
    this.#at += 1;
    for (this.#skipBlank(); this.#more() && this.#peek() !== close; this.#skipBlank()) {
      const start = this.#at;
      if (this.#peek() !== ",") items.push(read(items.length));
      if (this.#at === start) this.#at += 1; // a comma, or what no valid text has here
    }
    this.#at += 1;
    return items;
  }

  /** Reads a bare, quoted or dotted key and stops at `close`. */
  #key(close: string): string[] {
    const parts: string[] = [];
    for (this.#skipSpaces(); this.#more() && this.#peek() !== close; this.#skipSpaces()) {
      if (this.#peek() === ".") {
        this.#at += 1;
        continue;
      }
      const start = this.#at;
      const quote = this.#peek();
      if (quote === '"' || quote === "'") {
        this.#skipString();
        parts.push(unquoted(this.#text.slice(start, this.#at)));
      } else {
        do this.#at += 1;
        while (this.#more() && !/[\s.=\]]/.test(this.#peek()));
        parts.push(this.#text.slice(start, this.#at));
      }
    }
    return parts;
  }

  #skipString(): void {
    const quote = this.#peek();
    const isLong = this.#text.startsWith(quote.repeat(3), this.#at);
    const close = isLong ? quote.repeat(3) : quote;
    this.#at += close.length;
    while (this.#more() && !this.#text.startsWith(close, this.#at))
      this.#at += this.#peek() === "\\" && quote === '"' ? 2 : 1;
    this.#at += close.length;
    // A long string may end in up to two quotes of its own: """a""""".
    while (isLong && this.#peek() === quote) this.#at += 1;
  }

  /** `1979-05-27 07:32:00` is one value with a space in it. */
  #isDateGap(): boolean {
    return (
      this.#peek() === " " &&
      /\d{4}-\d\d-\d\d$/.test(this.#text.slice(Math.max(0, this.#at - 10), this.#at)) &&
      /^ \d\d:/.test(this.#text.slice(this.#at, this.#at + 4))
    );
  }

  #skipSpaces(): void {
    while (this.#peek() === " " || this.#peek() === "\t") this.#at += 1;
  }

  /** Skips white space, line ends, comments and a byte order mark. */
  #skipBlank(): void {
    while (this.#more()) {
      if (this.#peek() === "#") while (this.#more() && this.#peek() !== "\n") this.#at += 1;
      else if (/\s/.test(this.#peek())) this.#at += 1;
      else return;
    }
  }

  #nextElement(key: readonly string[]): TomlPath {
    const array = [...this.#resolve(key.slice(0, -1)), ...key.slice(-1)];
    const id = formatPath(array);
    const index = this.#counts.get(id) ?? 0;
    this.#counts.set(id, index + 1);
    return [...array, index];
  }

  /** Puts in the index of the current element wherever the key goes through an array of tables. */
  #resolve(key: readonly string[]): TomlPath {
    const path: (string | number)[] = [];
    for (const part of key) {
      path.push(part);
      const count = this.#counts.get(formatPath(path));
      if (count !== undefined) path.push(count - 1);
    }
    return path;
  }

  #more(): boolean {
    return this.#at < this.#text.length;
  }

  #peek(): string {
    return this.#text[this.#at] ?? "";
  }
}

/** The name in a quoted key; the escapes of TOML's basic strings that JSON lacks do not occur in names. */
function unquoted(quoted: string): string {
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
