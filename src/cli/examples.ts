/** What is typed, and what that does where it does not say so itself. */
export type Example = readonly [typed: string, does?: string];

/** Examples for the end of a command's help. */
export function examples(...rows: readonly Example[]): string {
  const width = Math.max(...rows.flatMap(([typed, does]) => (does === undefined ? [] : typed.length)));
  const lines = rows.map(([typed, does]) =>
    does === undefined ? `  ${typed}` : `  ${typed.padEnd(width)}  ${does}`,
  );
  return `\nExamples:\n${lines.join("\n")}`;
}
