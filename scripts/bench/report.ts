/** One measured line: what, the values by arm, and the goal it is held against. */
export interface Finding {
  /** Such as `W2`. */
  readonly id: string;
  readonly what: string;
  readonly direct?: string;
  readonly passThrough?: string;
  readonly ccm: string;
  /** How much of the measure ccm takes, compared with the bare pass-through. */
  readonly ratio?: number;
  readonly goal?: { readonly text: string; readonly reached: boolean };
}

/** Finds out one thing, or a few that belong together. */
export interface Workload {
  readonly id: string;
  readonly title: string;
  run(bench: Bench): Promise<readonly Finding[]>;
}

/** What every workload is given. */
export interface Bench {
  /** Fewer rounds, for a quick look or for CI. */
  readonly quick: boolean;
  /** Origin of the upstream process. */
  readonly upstream: string;
  /** How ccm is started. */
  readonly command: readonly string[];
}

/** The findings as a table with the goals beside them. */
export function tableOf(findings: readonly Finding[]): string {
  const head = ["", "what", "direct", "bare Bun", "ccm", "ratio", "goal", ""];
  const rows = findings.map(({ id, what, direct, passThrough, ccm, ratio, goal }) => [
    id,
    what,
    direct ?? "",
    passThrough ?? "",
    ccm,
    ratio === undefined ? "" : `${ratio.toFixed(2)}x`,
    goal?.text ?? "",
    goal === undefined ? "" : goal.reached ? "ok" : "MISSED",
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return [line(head), ...rows.map(line)].map((text) => text.trimEnd()).join("\n");
}

export const atMost = (value: number, limit: number, unit: string): NonNullable<Finding["goal"]> => ({
  text: `<= ${limit}${unit}`,
  reached: value <= limit,
});

export const below = (value: number, limit: number, unit: string): NonNullable<Finding["goal"]> => ({
  text: `< ${limit}${unit}`,
  reached: value < limit,
});

export const ms = (value: number): string => `${value.toFixed(3)} ms`;
export const us = (value: number): string => `${value.toFixed(1)} us`;
export const mb = (value: number): string => `${value.toFixed(1)} MB`;
