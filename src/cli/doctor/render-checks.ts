import { formatTable } from "../format-table.ts";
import type { Paint } from "../paint.ts";
import type { Check } from "./check.ts";

/** A table of what was looked at, and under it one line for each command that mends something. */
export function renderChecks(checks: readonly Check[], paint: Paint): string {
  const states = { ok: "ok", warning: paint.warn("warning"), problem: paint.bad("problem") };
  const rows = checks.map(({ state, area, subject, words }) => [states[state], area, subject, words]);
  const mends = checks.flatMap(({ state, subject, mend }) =>
    state === "ok" || mend === undefined ? [] : [[`  ${subject}`, mend]],
  );
  return [formatTable(rows), ...(mends.length === 0 ? [] : ["", "to mend it", formatTable(mends)])].join(
    "\n",
  );
}
