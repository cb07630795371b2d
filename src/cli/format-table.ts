/** A table that goes on: later rows line up with the earlier ones as far as they fit. */
export interface OpenTable {
  /** Lays out more rows, one line each, without spaces at line ends. */
  add(rows: readonly (readonly string[])[]): string[];
}

/** Begins a table. Columns numbered in `right` end alike instead of beginning alike: numbers. */
export function openTable(right: readonly number[] = []): OpenTable {
  const widths: number[] = [];
  const pad = (cell: string, column: number): string => {
    const space = " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell));
    return right.includes(column) ? space + cell : cell + space;
  };
  return {
    add(rows) {
      for (const row of rows) {
        row.forEach((cell, column) => {
          widths[column] = Math.max(widths[column] ?? 0, Bun.stringWidth(cell));
        });
      }
      return rows.map((row) => row.map(pad).join("  ").trimEnd());
    },
  };
}

/** Lays rows out in columns two spaces apart; no spaces at line ends. Columns numbered in `right` are right-aligned. */
export function formatTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  return openTable(right).add(rows).join("\n");
}
