import parseString from "@iarna/toml/parse-string.js";
import { messageOf } from "../thrown.ts";

/** The parsed document, or the first syntax error with its 1-based line. */
export type ParsedToml =
  | { readonly document: unknown }
  | { readonly problem: string; readonly line: number | undefined };

/** Parses TOML 1.0. The parser's own message has the text around the error in it, which may hold a key: it is left out. */
export function parseToml(text: string): ParsedToml {
  try {
    // The parser takes the carriage return of a Windows line end behind a comment for a stray control character.
    return { document: parseString(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n")) };
  } catch (error) {
    const message = messageOf(error);
    const summary = message.split(" at row ", 1)[0]?.split("\n", 1)[0] ?? "";
    return { problem: summary.charAt(0).toLowerCase() + summary.slice(1), line: lineOfError(error) };
  }
}

function lineOfError(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("line" in error)) return undefined;
  return typeof error.line === "number" ? error.line + 1 : undefined;
}
