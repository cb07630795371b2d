import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { countRequest } from "../../../../src/usage/count-request.ts";
import { migrations } from "../../../../src/usage/ledger/migrate.ts";
import { openLedgerFile } from "../../../../src/usage/ledger/open-file.ts";
import { prepareWriteBatch } from "../../../../src/usage/ledger/write-batch.ts";
import { makeRecord } from "../make-record.ts";
import { temporaryLedger } from "../temporary-ledger.ts";

const now = 0;
const versionOf = (db: Database): unknown => db.query("PRAGMA user_version").get();
const idsOf = (db: Database): unknown => db.query("SELECT id FROM requests").all();

function ledgerOfVersion1(): string {
  const path = temporaryLedger();
  const { db } = openLedgerFile(path, { now });
  prepareWriteBatch(db)([countRequest(makeRecord())]);
  db.close();
  return path;
}

describe("a migration", () => {
  test("keeps what is there, and a private copy of how it was", () => {
    const path = ledgerOfVersion1();
    const steps = [...migrations, "ALTER TABLE requests ADD COLUMN mood TEXT"];
    const { db } = openLedgerFile(path, { now, migrations: steps });
    expect(versionOf(db)).toEqual({ user_version: 2 });
    expect(db.query("SELECT id, mood FROM requests").all()).toEqual([{ id: "req_1", mood: null }]);
    db.close();

    const copy = new Database(`${path}.v1`, { readonly: true });
    expect(versionOf(copy)).toEqual({ user_version: 1 });
    expect(idsOf(copy)).toEqual([{ id: "req_1" }]);
    copy.close();
    expect(statSync(`${path}.v1`).mode & 0o777).toBe(0o600);
  });

  test("that fails half-way changes nothing", () => {
    const path = ledgerOfVersion1();
    const steps = [...migrations, "DELETE FROM requests; INSERT INTO nowhere VALUES (1)"];
    expect(() => openLedgerFile(path, { now, migrations: steps })).toThrow("no such table");
    const { db } = openLedgerFile(path, { now });
    expect(versionOf(db)).toEqual({ user_version: 1 });
    expect(idsOf(db)).toEqual([{ id: "req_1" }]);
    db.close();
  });

  test("is not made when the ledger is up to date", () => {
    const path = ledgerOfVersion1();
    openLedgerFile(path, { now }).db.close();
    expect(() => statSync(`${path}.v1`)).toThrow("ENOENT");
  });
});
