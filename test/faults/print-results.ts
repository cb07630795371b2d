import { wireIds } from "../support/wire/wires.ts";
import type { Case } from "./plan-cases.ts";
import type { CaseResult } from "./run-case.ts";

/** A table of what passed: a line for each fault and mode, a column for the first target's wire. */
export function tableOfResults(results: readonly CaseResult[], skipped: readonly Case[]): string {
  const groups = Map.groupBy(results, ({ one }) => `${one.fault.name} (${one.mode})`);
  const width = Math.max(0, ...[...groups.keys()].map((name) => name.length));
  const line = (name: string, cells: readonly string[]): string =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(16))].join("  ");
  const rows = [...groups].map(([name, members]) =>
    line(
      name,
      wireIds.map((wire) => scoreOf(members.filter(({ one }) => one.targets[0] === wire))),
    ),
  );
  const passed = results.filter(({ problems }) => problems.length === 0).length;
  const counts = `${passed} passed, ${results.length - passed} failed, ${skipped.length} skipped`;
  return [
    line("the first target fails by", wireIds),
    ...rows,
    "",
    ...failuresOf(results),
    `faults: ${counts}`,
  ].join("\n");
}

function scoreOf(members: readonly CaseResult[]): string {
  if (members.length === 0) return "-";
  const passed = members.filter(({ problems }) => problems.length === 0).length;
  return `${passed}/${members.length}`;
}

function failuresOf(results: readonly CaseResult[]): string[] {
  return results
    .filter(({ problems }) => problems.length > 0)
    .flatMap(({ one, problems, calls, outcome, durationMs }) => [
      `FAIL ${one.id}  (targets: ${one.targets.join(", ")})`,
      `     calls ${calls.slice(0, -1).join(", ")}; ${outcome}; ${Math.round(durationMs)} ms`,
      ...problems.map((problem) => `     - ${problem}`),
    ]);
}
