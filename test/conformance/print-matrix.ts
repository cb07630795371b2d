import { parseArgs } from "node:util";
import { wireIds } from "../support/wire/wires.ts";
import { type CellResult, cellsWith, matrixApis, runMatrix } from "./run-matrix.ts";

/*
 *   bun run matrix [--only TEXT]
 *
 * Every client API over every provider's format, judged by the official client packages; prints the table.
 */

const { values: flags } = parseArgs({ options: { only: { type: "string", default: "" } } });
const results = await runMatrix(cellsWith(flags.only));
console.log(tableOf(results));
process.exit(results.some(({ problem }) => problem !== undefined) ? 1 : 0);

/** A line for each scenario and mode, a column for each client over each wire. */
function tableOf(cells: readonly CellResult[]): string {
  const columns = matrixApis.flatMap((api) => wireIds.map((wire) => ({ api, wire })));
  const rows = Map.groupBy(cells, ({ scenario, mode }) => `${scenario.name} (${mode})`);
  const width = Math.max(0, ...[...rows.keys()].map((name) => name.length));
  const line = (name: string, marks: readonly string[]): string =>
    [
      name.padEnd(width),
      ...marks.map((mark, at) => (at % wireIds.length === 0 ? "  " : "") + mark.padEnd(9)),
    ].join(" ");
  const mark = (cell: CellResult | undefined): string =>
    cell ? (cell.problem === undefined ? "ok" : "FAIL") : "-";
  const failed = cells.filter(({ problem }) => problem !== undefined);
  return [
    line(
      "client",
      columns.map(({ api, wire }) => (wire === wireIds[0] ? api : "")),
    ),
    line(
      "provider",
      columns.map(({ wire }) => wire.replace("openai-", "")),
    ),
    ...[...rows].map(([name, row]) =>
      line(
        name,
        columns.map(({ api, wire }) => mark(row.find((cell) => cell.api === api && cell.wire === wire))),
      ),
    ),
    "",
    ...failed.map(({ id, problem }) => `FAIL ${id}\n     ${problem}`),
    `matrix: ${cells.length - failed.length} passed, ${failed.length} failed`,
  ].join("\n");
}
