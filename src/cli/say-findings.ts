import type { Finding } from "../config/config.ts";
import { renderFindings, reportFindings } from "../config/diagnose.ts";
import { plural } from "./plural.ts";
import type { Terminal } from "./terminal.ts";

/** Says everything that was found in a config, one line each. */
export function sayFindings(findings: readonly Finding[], path: string, terminal: Terminal): void {
  for (const line of renderFindings(findings, path)) terminal.say(line);
}

/** `2 errors and 1 warning`; only what there is. */
export function countFindings(findings: readonly Finding[]): string {
  const { errors, warnings } = reportFindings(findings, "");
  const counts = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ];
  return counts.join(" and ");
}
