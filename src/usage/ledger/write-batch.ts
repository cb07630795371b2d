import type { Database, Statement } from "bun:sqlite";
import type { CountedRequest } from "../count-request.ts";
import {
  attemptColumns,
  attemptLines,
  attemptRollup,
  type Cell,
  type Columns,
  type Rollup,
  type RollupLine,
  requestColumns,
  requestLine,
  requestRollup,
} from "./rows.ts";

/** Writes requests in one transaction: all of them or, when it throws, none. Returns how many were new. */
export type WriteBatch = (batch: readonly CountedRequest[]) => number;

function questionMarks(count: number): string {
  return Array.from({ length: count }, () => "?").join(", ");
}

function cellsOf<Value>(columns: Columns<Value>): (value: Value) => Cell[] {
  const read = Object.values(columns);
  return (value) => read.map((column) => column(value));
}

/** Adds up the lines of a batch, so that a rollup row is touched once a batch and not once a request. */
function addLine(totals: Map<string, RollupLine>, line: RollupLine): void {
  const name = line.key.join("\u0000");
  const total = totals.get(name);
  if (total === undefined) {
    totals.set(name, line);
    return;
  }
  line.sums.forEach((sum, index) => {
    total.sums[index] = (total.sums[index] ?? 0) + sum;
  });
}

function prepareRollup(db: Database, { table, keys, sums }: Rollup): (lines: Iterable<RollupLine>) => void {
  const columns = [...keys, ...sums];
  const additions = sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`);
  const statement = db.prepare(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${questionMarks(columns.length)})
     ON CONFLICT (${keys.join(", ")}) DO UPDATE SET ${additions.join(", ")}`,
  );
  return (lines) => {
    for (const { key, sums: values } of lines) statement.run(...key, ...values);
  };
}

function prepareInsert<Value>(
  db: Database,
  table: string,
  keys: readonly string[],
  columns: Columns<Value>,
): Statement {
  const names = [...keys, ...Object.keys(columns)];
  return db.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${questionMarks(names.length)})`);
}

/** Prepares writing to an open ledger. A request that is there already is left as it is and counted nowhere. */
export function prepareWriteBatch(db: Database): WriteBatch {
  const names = Object.keys(requestColumns);
  const insertRequest = db.prepare(
    `INSERT INTO requests (${names.join(", ")}) VALUES (${questionMarks(names.length)}) ON CONFLICT (started_at, id) DO NOTHING`,
  );
  const insertAttempt = prepareInsert(db, "attempts", ["request", "position"], attemptColumns);
  const insertBody = db.prepare("INSERT INTO bodies (request, part, bytes, body) VALUES (?, ?, ?, ?)");
  const requestCells = cellsOf(requestColumns);
  const attemptCells = cellsOf(attemptColumns);
  const addToRequests = prepareRollup(db, requestRollup);
  const addToAttempts = prepareRollup(db, attemptRollup);

  const write = db.transaction((batch: readonly CountedRequest[]): number => {
    const requestSums = new Map<string, RollupLine>();
    const attemptSums = new Map<string, RollupLine>();
    let written = 0;
    for (const counted of batch) {
      const { changes, lastInsertRowid } = insertRequest.run(...requestCells(counted));
      if (changes === 0) continue;
      written += 1;
      counted.attempts.forEach((attempt, position) => {
        insertAttempt.run(lastInsertRowid, position, ...attemptCells(attempt));
      });
      for (const [part, body] of Object.entries(counted.request.bodies ?? {})) {
        insertBody.run(lastInsertRowid, part, Buffer.byteLength(body), body);
      }
      if (counted.request.endpoint === "count_tokens") continue; // free, and thirty at a time: no part of any sum
      addLine(requestSums, requestLine(counted));
      for (const line of attemptLines(counted)) addLine(attemptSums, line);
    }
    addToRequests(requestSums.values());
    addToAttempts(attemptSums.values());
    return written;
  });
  return (batch) => write.immediate(batch);
}
