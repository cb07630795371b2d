import type { Finding } from "./config.ts";

/**
 * Findings as lines for a terminal, one each, columns aligned:
 * `config.toml:12  providers[1].provider_type  unknown provider type "opnai", did you mean "openai"?`.
 */
export function renderFindings(findings: readonly Finding[], file: string): string[] {
  const rows = findings.map((finding) => ({
    where: finding.line === undefined ? file : `${file}:${finding.line}`,
    path: printable(finding.path),
    text: printable(finding.severity === "warning" ? `warning: ${finding.message}` : finding.message),
  }));
  const whereWidth = Math.max(0, ...rows.map(({ where }) => where.length));
  const pathWidth = Math.max(0, ...rows.map(({ path }) => path.length));
  return rows.map(({ where, path, text }) =>
    [where.padEnd(whereWidth), ...(pathWidth === 0 ? [] : [path.padEnd(pathWidth)]), text].join("  "),
  );
}

/** Findings for a machine. */
export interface FindingsReport {
  readonly file: string;
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly Finding[];
}

/** Counts findings and names the file they are in; fit for `JSON.stringify`. */
export function reportFindings(findings: readonly Finding[], file: string): FindingsReport {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { file, errors, warnings: findings.length - errors, findings };
}

/** Names from the file may hold what drives a terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "\ufffd");
}
