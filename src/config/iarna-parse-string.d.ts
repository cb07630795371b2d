/** The string parser alone: the package's main file also loads node:stream, which costs 10 ms at every start. */
declare module "@iarna/toml/parse-string.js" {
  /** @throws an error with 0-based `line` and `col` for a syntax error. */
  export default function parseString(text: string): unknown;
}
