const longest = 200;

/**
 * A vendor's words as one short line, to be shown as they are: control characters and line ends become spaces. Empty
 * when they repeat anything that was sent in confidence.
 */
export function quoteWords(words: string | undefined, confidential: readonly string[] = []): string {
  if (words === undefined || confidential.some((value) => value !== "" && words.includes(value))) return "";
  const line = words.replace(/[\p{C}\s]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
