import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { countRequest } from "../../../../src/usage/count-request.ts";
import { migrations } from "../../../../src/usage/ledger/migrate.ts";
import { openLedgerFile } from "../../../../src/usage/ledger/open-file.ts";
import { requestColumns } from "../../../../src/usage/ledger/rows.ts";
import { makeRecord } from "../make-record.ts";
import { temporaryLedger } from "../temporary-ledger.ts";

const now = 0;
const versionOf = (db: Database): unknown => db.query("PRAGMA user_version").get();
const idsOf = (db: Database): unknown => db.query("SELECT id FROM requests").all();

/** A ledger of the first version, with a request that was written then. */
function ledgerOfVersion1(): string {
  const path = temporaryLedger();
  const { db } = openLedgerFile(path, { now, migrations: migrations.slice(0, 1) });
  const columns = Object.entries(requestColumns);
  const cells = columns.map(([, read]) => read(countRequest(makeRecord())));
  const names = columns.map(([name]) => name).join(", ");
  db.query(`INSERT INTO requests (${names}) VALUES (${cells.map(() => "?").join(", ")})`).run(...cells);
  db.close();
  return path;
}

describe("a migration", () => {
  test("keeps what is there, and a private copy of how it was", () => {
    const path = ledgerOfVersion1();
    const { db } = openLedgerFile(path, { now });
    expect(versionOf(db)).toEqual({ user_version: migrations.length });
    expect(idsOf(db)).toEqual([{ id: "req_1" }]);
    db.close();

    const copy = new Database(`${path}.v1`, { readonly: true });
    expect(versionOf(copy)).toEqual({ user_version: 1 });
    expect(idsOf(copy)).toEqual([{ id: "req_1" }]);
    copy.close();
    expect(statSync(`${path}.v1`).mode & 0o777).toBe(0o600);
  });

  test("that fails half-way changes nothing", () => {
    const path = ledgerOfVersion1();
    const steps = [...migrations.slice(0, 1), "DELETE FROM requests; INSERT INTO nowhere VALUES (1)"];
    expect(() => openLedgerFile(path, { now, migrations: steps })).toThrow("no such table");
    const db = new Database(path);
    expect(versionOf(db)).toEqual({ user_version: 1 });
    expect(idsOf(db)).toEqual([{ id: "req_1" }]);
    db.close();
  });

  test("is not made when the ledger is up to date", () => {
    const path = temporaryLedger();
    for (const _ of ["made", "opened"]) openLedgerFile(path, { now }).db.close();
    for (let version = 0; version <= migrations.length; version += 1) {
      expect(() => statSync(`${path}.v${version}`)).toThrow("ENOENT");
    }
  });
});
