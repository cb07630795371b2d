import { isJsonObject } from "../json.ts";
import { Secret } from "../secret.ts";
import { parseToml } from "./parse-toml.ts";
import { readTomlSource, type Span, type TomlEntry } from "./toml-source.ts";

/** Keys whose texts are credentials, known ones and those that somebody else's tool may have written. */
const secretKey = /(?:^|[_-])(?:key|token|secret|password|authorization)s?$/i;
/** A word that may be a credential which somebody has put into a comment: long, and of letters and digits. */
const secretWord = /(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}/gi;

/** A name and password in an address. */
const userInfo = /\/\/[^/@\s"']+@/;

function leaves(entries: readonly TomlEntry[]): readonly TomlEntry[] {
  return entries.flatMap((entry) => (entry.inner.length === 0 ? [entry] : leaves(entry.inner)));
}

/** Values of headers may be credentials, whatever the header is called. */
function isSecret({ path }: TomlEntry): boolean {
  return path.some((part) => typeof part === "string" && (part === "headers" || secretKey.test(part)));
}

/** A text in quotes: a reference as it is, all else by its ends. */
function maskLiteral(literal: string): string {
  const toml = parseToml(`value = ${literal}`);
  const value = "document" in toml && isJsonObject(toml.document) ? toml.document.value : undefined;
  if (typeof value !== "string") return '"…"';
  return value.startsWith("$") ? literal : JSON.stringify(new Secret(value).masked());
}

/** A part of a valid config text, as it is written but for its credentials, of which only the ends show. */
export function maskConfigText(text: string, part: Span = { start: 0, end: text.length }): string {
  const values = readTomlSource(text)
    .flatMap(({ entries }) => leaves(entries))
    .filter(({ value }) => value.start >= part.start && value.end <= part.end);
  let shown = "";
  let at = part.start;
  for (const entry of values) {
    const { start, end } = entry.value;
    const literal = text.slice(start, end);
    const isText = literal.startsWith('"') || literal.startsWith("'");
    shown += text.slice(at, start).replace(secretWord, "…");
    shown += isText && isSecret(entry) ? maskLiteral(literal) : literal.replace(userInfo, "//…@");
    at = end;
  }
  return shown + text.slice(at, part.end).replace(secretWord, "…");
}

/** Lines of a text that is no valid TOML: every text in quotes that could be a credential is left out. */
export function maskBrokenText(text: string): string {
  return text.replace(/(["'])(?!\$)[^"'\n]{8,}\1?/g, "$1…$1").replace(secretWord, "…");
}
