import { describe, expect, test } from "bun:test";
import { countRequest } from "../../../../src/usage/count-request.ts";
import { openLedgerFile } from "../../../../src/usage/ledger/open-file.ts";
import { pruneSome } from "../../../../src/usage/ledger/prune.ts";
import { prepareWriteBatch } from "../../../../src/usage/ledger/write-batch.ts";
import { makeRecord } from "../make-record.ts";
import { temporaryLedger } from "../temporary-ledger.ts";

const dayMs = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 22);

function ledgerWith(startedAt: (index: number) => number, count: number) {
  const { db } = openLedgerFile(temporaryLedger(), { now });
  const records = Array.from({ length: count }, (_, index) =>
    countRequest(makeRecord({ id: `req_${String(index).padStart(6, "0")}`, startedAt: startedAt(index) })),
  );
  prepareWriteBatch(db)(records);
  const countOf = (table: string): number =>
    Number(db.query(`SELECT count(*) FROM ${table}`).values()[0]?.[0]);
  return { db, countOf };
}

describe("pruning", () => {
  test("takes requests that are too old, with their attempts, and keeps the sums", () => {
    const { db, countOf } = ledgerWith((index) => now - (index + 0.5) * dayMs, 40);
    expect(pruneSome(db, { days: 30, megabytes: 100, bodies: true }, now)).toBe(false);
    expect([countOf("requests"), countOf("attempts"), countOf("request_rollup")]).toEqual([30, 30, 40]);
    expect(db.query("SELECT max(id) AS oldest FROM requests").get()).toEqual({ oldest: "req_000029" });
    db.close();
  });

  test("goes on in slices and says whether there is more to do", () => {
    const { db, countOf } = ledgerWith((index) => now - 40 * dayMs + index, 1_200);
    const left: number[] = [];
    while (pruneSome(db, { days: 30, megabytes: 100, bodies: true }, now)) left.push(countOf("requests"));
    expect(left).toEqual([700, 200]);
    expect(countOf("requests")).toBe(0);
    db.close();
  });

  test("takes the oldest first when the file is too large, and gives the room back", () => {
    const { db, countOf } = ledgerWith((index) => now - 5_000 + index, 5_000);
    const pagesBefore = Number(db.query("PRAGMA page_count").values()[0]?.[0]);
    while (pruneSome(db, { days: 30, megabytes: 1, bodies: true }, now));
    const size = Number(db.query("PRAGMA page_count").values()[0]?.[0]) * 4096;
    expect(size).toBeLessThan(1_100_000);
    expect(size).toBeLessThan(pagesBefore * 4096);
    expect(countOf("requests")).toBeGreaterThan(500);
    expect(db.query("SELECT max(id) AS newest FROM requests").get()).toEqual({ newest: "req_004999" });
    db.close();
  });

  test("drops sums only after more than a year", () => {
    const { db, countOf } = ledgerWith((index) => now - index * 200 * dayMs, 4);
    pruneSome(db, { days: 30, megabytes: 100, bodies: true }, now);
    expect(countOf("request_rollup")).toBe(3);
    expect(countOf("attempt_rollup")).toBe(3);
    db.close();
  });
});

describe("pruning of bodies", () => {
  function ledgerWithBodies(count: number) {
    const { db } = openLedgerFile(temporaryLedger(), { now });
    const bodies = { request: "r".repeat(10_000), answer: "a".repeat(10_000) };
    const records = Array.from({ length: count }, (_, at) =>
      countRequest(makeRecord({ id: `req_${at}`, startedAt: now - 40 * dayMs + at * dayMs, bodies })),
    );
    prepareWriteBatch(db)(records);
    const numbers = (table: string, column: string): unknown[] =>
      db.query(`SELECT DISTINCT ${column} FROM ${table} ORDER BY 1`).values().flat();
    return { db, numbers };
  }

  test("takes them with their requests", () => {
    const { db, numbers } = ledgerWithBodies(40);
    pruneSome(db, { days: 30, megabytes: 100, bodies: true }, now);
    expect(numbers("bodies", "request")).toEqual(numbers("requests", "seq"));
    db.close();
  });

  test("takes the oldest when they fill half the file, and leaves their requests", () => {
    const { db, numbers } = ledgerWithBodies(40);
    pruneSome(db, { days: 100, megabytes: 1, bodies: true }, now);
    expect(numbers("requests", "seq")).toHaveLength(40);
    // Half a megabyte holds 26 requests of 20,000 bytes.
    expect(numbers("bodies", "request")).toEqual(Array.from({ length: 26 }, (_, at) => 15 + at));
    db.close();
  });

  test("takes all of them once they are no longer wanted", () => {
    const { db, numbers } = ledgerWithBodies(3);
    pruneSome(db, { days: 100, megabytes: 100, bodies: false }, now);
    expect(numbers("bodies", "request")).toEqual([]);
    expect(numbers("requests", "seq")).toHaveLength(3);
    db.close();
  });

  test("goes on in slices and says whether there is more to do", () => {
    const { db, numbers } = ledgerWithBodies(250);
    const left: number[] = [];
    while (pruneSome(db, { days: 1000, megabytes: 100, bodies: false }, now)) {
      left.push(numbers("bodies", "request").length);
    }
    expect(left).toEqual([150, 50, 0]);
    db.close();
  });
});
