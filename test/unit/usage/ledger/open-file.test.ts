import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { migrations } from "../../../../src/usage/ledger/migrate.ts";
import { openLedgerFile } from "../../../../src/usage/ledger/open-file.ts";
import { temporaryLedger } from "../temporary-ledger.ts";

const now = Date.UTC(2026, 10, 22, 15, 4, 5);
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe("a ledger file", () => {
  test("is private from its first byte, with its folder and its side files, whatever the umask", () => {
    const path = join(dirname(temporaryLedger()), "new", "usage.sqlite");
    const umask = process.umask(0);
    try {
      const { db } = openLedgerFile(path, { now });
      db.run("DELETE FROM requests");
      expect([path, `${path}-wal`, `${path}-shm`].map(modeOf)).toEqual([0o600, 0o600, 0o600]);
      expect(modeOf(dirname(path))).toBe(0o700);
      db.close();
    } finally {
      process.umask(umask);
    }
  });

  test("that others could read is made private", () => {
    const path = temporaryLedger();
    openLedgerFile(path, { now }).db.close();
    chmodSync(path, 0o644);
    openLedgerFile(path, { now }).db.close();
    expect(modeOf(path)).toBe(0o600);
  });

  test("is not followed through a symbolic link", () => {
    const path = temporaryLedger();
    symlinkSync(`${path}.elsewhere`, path);
    expect(() => openLedgerFile(path, { now })).toThrow("not a plain file");
    expect(existsSync(`${path}.elsewhere`)).toBe(false);
  });

  test("that is broken is set aside whole and a new one begun", () => {
    const path = temporaryLedger();
    const broken = "no database at all\n".repeat(500);
    writeFileSync(path, broken);
    const { db, setAside } = openLedgerFile(path, { now });
    expect(setAside).toBe(`${path}.corrupt-2026-11-22T150405`);
    expect(readFileSync(setAside ?? "", "utf8")).toBe(broken);
    expect(db.query("SELECT count(*) AS n FROM requests").get()).toEqual({ n: 0 });
    db.close();
  });

  test("of another program is refused and left alone", () => {
    const path = temporaryLedger();
    const other = new Database(path);
    other.run("CREATE TABLE notes (text)");
    other.close();
    const before = readFileSync(path);
    expect(() => openLedgerFile(path, { now })).toThrow("a database of another program");
    expect(new Database(path).query("SELECT count(*) AS n FROM notes").get()).toEqual({ n: 0 });
    expect(readFileSync(path).length).toBe(before.length);
  });

  test("of a newer ccm is refused with both versions", () => {
    const path = temporaryLedger();
    const { db } = openLedgerFile(path, { now });
    db.run("PRAGMA user_version = 7");
    db.close();
    expect(() => openLedgerFile(path, { now })).toThrow(
      `written by a newer ccm (version 7, this one knows ${migrations.length})`,
    );
  });
});
