import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../../../src/errors.ts";
import { countRequest } from "../../../../src/usage/count-request.ts";
import { openLedger } from "../../../../src/usage/ledger/open-ledger.ts";
import { openLedgerReader } from "../../../../src/usage/queries/open-reader.ts";
import { readLive } from "../../../../src/usage/queries/read-live.ts";
import { makeRecord } from "../make-record.ts";
import { recordingLog, temporaryLedger } from "../temporary-ledger.ts";

function errorOf(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("reading the ledger", () => {
  test("says in one line that there is none", () => {
    const path = temporaryLedger();
    expect(errorOf(() => openLedgerReader(path)).message).toBe(
      `there is no usage ledger at ${path}: ccm start makes it, with the first request`,
    );
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test("refuses what is no ledger, without touching it", () => {
    const garbage = temporaryLedger();
    writeFileSync(garbage, "not a database\n".repeat(300));
    expect(errorOf(() => openLedgerReader(garbage)).message).toContain("cannot be read");
    const foreign = temporaryLedger();
    const other = new Database(foreign);
    other.run("CREATE TABLE notes (text)");
    other.close();
    expect(errorOf(() => openLedgerReader(foreign)).message).toContain("no usage ledger of ccm");
  });

  test("works while a daemon writes, and sees what it writes", () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log });
    ledger.flush();
    const reader = openLedgerReader(path);
    expect(reader.lastSeq()).toBe(0);
    ledger.take(countRequest(makeRecord({ id: "req_a" })));
    ledger.flush();
    expect(reader.list({}, 10).requests.map(({ id }) => id)).toEqual(["req_a"]);
    reader.close();
    ledger.close();
  });

  test("works when none runs; the side files that SQLite then leaves are private too", () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log });
    ledger.take(countRequest(makeRecord({ id: "req_a" })));
    ledger.close();
    const reader = openLedgerReader(path);
    expect(reader.request("req_a")?.id).toBe("req_a");
    reader.close();
    const modes = readdirSync(dirname(path)).map((name) => statSync(join(dirname(path), name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });
});

test("the daemon's own pages see requests that are still queued", () => {
  const ledger = openLedger(temporaryLedger(), { log: recordingLog().log });
  const live = readLive(ledger);
  ledger.take(countRequest(makeRecord({ id: "req_a" })));
  expect(live.ask((reader) => reader.request("req_a")?.id)).toBe("req_a");
  ledger.take(countRequest(makeRecord({ id: "req_b" })));
  expect(live.ask((reader) => reader.list({}, 10).requests.length)).toBe(2);
  live.close();
  ledger.close();
});

test("a question that fails does not spoil the next one", () => {
  const ledger = openLedger(temporaryLedger(), { log: recordingLog().log });
  const live = readLive(ledger);
  expect(() =>
    live.ask(() => {
      throw new Error("disk I/O error");
    }),
  ).toThrow("disk I/O error");
  expect(live.ask((reader) => reader.lastSeq())).toBe(0);
  live.close();
  ledger.close();
});
