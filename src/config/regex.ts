/** A pattern that compiled, or why it did not. */
export type CompiledPattern = { readonly regex: RegExp } | { readonly problem: string };

/** Flags that Rust's regex crate and JavaScript share. */
const sharedFlags: ReadonlySet<string> = new Set(["i", "m", "s"]);

/**
 * Compiles a pattern in the syntax of Rust's regex crate, which existing configs are written in: leading flags such as
 * `(?i)`, named groups as `(?P<name>…)`, `\A` and `\z`. What has no equal in JavaScript is refused with a reason,
 * never guessed at.
 */
export function compilePattern(pattern: string): CompiledPattern {
  const leading = /^\(\?([a-zA-Z-]+)\)/.exec(pattern);
  const letters = leading?.[1] ?? "";
  const unsupported = [...letters].find((letter) => !sharedFlags.has(letter) && letter !== "u");
  if (unsupported !== undefined) {
    return { problem: `the flag "${unsupported}" in ${leading?.[0]} is not supported, only i, m and s are` };
  }
  const body = pattern.slice(leading?.[0].length ?? 0);
  if (/\[\[:\^?\w+:\]/.test(body)) {
    return { problem: "classes such as [[:alpha:]] are not supported, write [A-Za-z]" };
  }
  const source = body.replace(/\\[\s\S]|\(\?P</g, (token) => translations[token] ?? token);
  const flags = [...sharedFlags].filter((flag) => letters.includes(flag)).join("");
  try {
    return { regex: new RegExp(source, /\\p/i.test(source) ? `${flags}u` : flags) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression:\s*/, "") : "";
    return { problem: `not a valid regular expression: ${reason}` };
  }
}

const translations: Readonly<Record<string, string>> = {
  "\\A": "(?<![\\s\\S])",
  "\\z": "(?![\\s\\S])",
  "(?P<": "(?<",
};
