import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedgerFile } from "../../../src/usage/ledger/open-file.ts";
import { openLedgerReader } from "../../../src/usage/queries/open-reader.ts";

const folder = mkdtempSync(join(tmpdir(), "ccm-usage-kill-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = join(import.meta.dir, "record-until-killed.ts");

/** Lets a child record for a while, kills it without warning, and returns what it said: time and last number. */
async function recordAndKill(
  path: string,
  first: number,
  lines: number,
): Promise<readonly [number, number][]> {
  const child = Bun.spawn([process.execPath, program, path, String(first)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  let said = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk, { stream: true });
    if (said.split("\n").length > lines) break;
  }
  child.kill("SIGKILL");
  await child.exited;
  const whole = said.slice(0, said.lastIndexOf("\n")).split("\n");
  return whole.map((line) => {
    const [at = "", number = ""] = line.split(" ");
    return [Number(at), Number(number)];
  });
}

test("a killed process loses at most its last second, counts nothing twice, and leaves a sound file", async () => {
  const path = join(folder, "usage.sqlite");
  let first = 0;
  for (let round = 0; round < 6; round += 1) {
    const said = await recordAndKill(path, first, 60 + round * 35);
    const [lastAt, lastNumber] = said.at(-1) ?? [0, 0];
    const secondBefore = said.findLast(([at]) => at <= lastAt - 1_000)?.[1] ?? first - 1;

    const { db } = openLedgerFile(path, { now: Date.now() });
    expect(db.query("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    db.close();

    const reader = openLedgerReader(path);
    const { requests, tokens } = reader.totals({ from: 0, to: Date.now() + 60_000 });
    reader.close();
    const raw = new Database(path, { readonly: true });
    const counts = raw
      .query("SELECT (SELECT count(*) FROM requests) AS rows, (SELECT count(*) FROM attempts) AS attempts")
      .get();
    const numbers = raw
      .query("SELECT CAST(substr(id, 5) AS INTEGER) AS n FROM requests WHERE n >= ? ORDER BY n")
      .values(first)
      .map(([number]) => Number(number));
    raw.close();

    // The sums were written together with the rows: they agree, whenever the blow fell.
    expect(counts).toEqual({ rows: requests, attempts: requests });
    expect(tokens.input).toBe(requests * 1_000);
    // What is there is a gapless beginning of what was handed over, up to less than a second before the end.
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => first + index));
    expect(first + numbers.length - 1).toBeGreaterThanOrEqual(secondBefore);
    expect(numbers.length).toBeGreaterThan(0);
    first = lastNumber + 1;
  }
}, 60_000);
