import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { countRequest } from "../../../../src/usage/count-request.ts";
import { openLedger } from "../../../../src/usage/ledger/open-ledger.ts";
import { applicationId } from "../../../../src/usage/ledger/schema.ts";
import { makeRecord } from "../make-record.ts";
import { recordingLog, temporaryLedger } from "../temporary-ledger.ts";

const counted = (id: string, changes = {}) => countRequest(makeRecord({ id, ...changes }));

function idsIn(path: string): string[] {
  const db = new Database(path, { readonly: true });
  const ids = db.query("SELECT id FROM requests ORDER BY seq").values().flat();
  db.close();
  return ids.map(String);
}

describe("the ledger", () => {
  test("writes what it took, behind the caller's back, within the time promised", async () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log, flushMs: 5 });
    ledger.take(counted("req_a"));
    expect(ledger.status()).toEqual({ state: "recording", written: 0, queued: 1, dropped: 0 });
    const deadline = Date.now() + 1_000;
    while (ledger.status().queued > 0 && Date.now() < deadline) await Bun.sleep(1);
    expect(idsIn(path)).toEqual(["req_a"]);
    ledger.close();
  });

  test("makes its file soon after the start, not during it", async () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log, flushMs: 5 });
    expect(existsSync(path)).toBe(false);
    const deadline = Date.now() + 1_000;
    while (!existsSync(path) && Date.now() < deadline) await Bun.sleep(1);
    expect(existsSync(path)).toBe(true);
    ledger.close();
  });

  test("drops bodies soon after they are no longer wanted, also while no request comes", async () => {
    const path = temporaryLedger();
    let bodies = true;
    const bounds = () => ({ days: 9_999, megabytes: 100, bodies });
    const ledger = openLedger(path, { log: recordingLog().log, flushMs: 1, pruneMs: 20, bounds });
    ledger.take(counted("req_a", { bodies: { request: "asked", answer: "said" } }));
    const kept = (): number => {
      ledger.flush();
      const db = new Database(path, { readonly: true });
      const [[count] = []] = db.query("SELECT count(*) FROM bodies").values();
      db.close();
      return Number(count);
    };
    expect(kept()).toBe(2);
    bodies = false;
    const deadline = Date.now() + 1_000;
    while (kept() > 0 && Date.now() < deadline) await Bun.sleep(5);
    expect(kept()).toBe(0);
    expect(idsIn(path)).toEqual(["req_a"]);
    ledger.close();
  });

  test("leaves nothing but the file when it is closed", () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log });
    ledger.take(counted("req_a"));
    ledger.close();
    expect(readdirSync(dirname(path))).toEqual(["usage.sqlite"]);
  });

  test("writes the rest when it is closed, and takes nothing afterwards", () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log });
    for (let index = 0; index < 300; index += 1) ledger.take(counted(`req_${index}`));
    ledger.close();
    ledger.take(counted("req_late"));
    expect(idsIn(path)).toHaveLength(300);
    expect(ledger.status()).toMatchObject({ written: 300, queued: 0, dropped: 1 });
  });

  test("counts a request once, however often it comes", () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log });
    for (let time = 0; time < 3; time += 1) {
      ledger.take(counted("req_a"));
      ledger.flush();
    }
    expect(ledger.status()).toMatchObject({ written: 1, dropped: 0 });
    ledger.close();
    const db = new Database(path, { readonly: true });
    expect(db.query("SELECT requests, input FROM request_rollup").all()).toEqual([
      { requests: 1, input: 1_000 },
    ]);
    expect(db.query("SELECT count(*) AS n FROM attempts").get()).toEqual({ n: 1 });
    db.close();
  });

  test("keeps requests while another process holds the file, and writes them when it lets go", () => {
    const path = temporaryLedger();
    const { log, lines } = recordingLog();
    const ledger = openLedger(path, { log });
    ledger.flush();
    const other = new Database(path);
    other.run("BEGIN IMMEDIATE");
    ledger.take(counted("req_a"));
    ledger.flush();
    expect(ledger.status()).toMatchObject({ state: "waiting", queued: 1, dropped: 0 });
    expect(ledger.status().reason).toBe(`${path} cannot be written: another process holds it`);
    other.run("ROLLBACK");
    other.close();
    ledger.flush();
    expect(ledger.status()).toEqual({ state: "recording", written: 1, queued: 0, dropped: 0 });
    expect(lines.map((line) => JSON.parse(line).message)).toEqual([
      "the usage ledger does not record",
      "the usage ledger records again",
    ]);
    ledger.close();
  });

  test("drops the oldest when its queue is full, and counts them", () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log, queueLimit: 2 });
    for (const id of ["req_a", "req_b", "req_c"]) ledger.take(counted(id));
    expect(ledger.status()).toMatchObject({ queued: 2, dropped: 1 });
    ledger.close();
    expect(idsIn(path)).toEqual(["req_b", "req_c"]);
  });

  test("tries a path again that cannot be opened", () => {
    const blocked = temporaryLedger();
    const path = join(blocked, "usage.sqlite");
    writeFileSync(blocked, "a file where the folder should be");
    let time = 1_000;
    const ledger = openLedger(path, { log: recordingLog().log, now: () => time });
    ledger.take(counted("req_a"));
    ledger.flush();
    expect(ledger.status()).toMatchObject({ state: "waiting", queued: 1 });
    rmSync(blocked);
    time += 10_000;
    ledger.flush();
    expect(ledger.status()).toEqual({ state: "recording", written: 1, queued: 0, dropped: 0 });
    ledger.close();
  });

  test("is off for a file of a newer ccm, says so once, and the proxy goes on", () => {
    const path = temporaryLedger();
    const newer = new Database(path);
    newer.run(`PRAGMA application_id = ${applicationId}`);
    newer.run("CREATE TABLE requests (id)");
    newer.run("PRAGMA user_version = 9");
    newer.close();
    const { log, lines } = recordingLog();
    const ledger = openLedger(path, { log });
    ledger.take(counted("req_a"));
    ledger.flush();
    expect(ledger.status()).toMatchObject({ state: "off", queued: 0, dropped: 1 });
    expect(ledger.status().reason).toContain("newer ccm");
    expect(lines).toHaveLength(1);
    ledger.close();
  });

  test("sets a file aside that breaks under its hands, and writes the batch to a new one", () => {
    const path = temporaryLedger();
    const first = openLedger(path, { log: recordingLog().log });
    for (let index = 0; index < 200; index += 1) first.take(counted(`req_${index}`));
    first.close();
    const ledger = openLedger(path, { log: recordingLog().log });
    // Everything behind the first page is lost: the schema reads well, the tables do not.
    const descriptor = openSync(path, "r+");
    writeSync(descriptor, Buffer.alloc(64 * 1024, 0xee), 0, 64 * 1024, 4096);
    closeSync(descriptor);
    truncateSync(path, 4096 + 64 * 1024);
    ledger.take(counted("req_new"));
    ledger.flush();
    expect(ledger.status()).toMatchObject({ state: "recording", written: 1, queued: 0, dropped: 0 });
    ledger.close();
    expect(idsIn(path)).toEqual(["req_new"]);
    expect(readdirSync(dirname(path)).filter((name) => name.includes(".corrupt-"))).not.toHaveLength(0);
  });

  test("loses only the record that cannot be stored", () => {
    const path = temporaryLedger();
    const { log, lines } = recordingLog();
    const ledger = openLedger(path, { log });
    for (const id of ["req_a", "req_bad", "req_c"]) {
      ledger.take(counted(id, id === "req_bad" ? { status: Number.NaN } : {}));
    }
    ledger.flush();
    expect(ledger.status()).toMatchObject({ state: "recording", written: 2, dropped: 1 });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ id: "req_bad", level: "warn" });
    ledger.close();
    expect(idsIn(path)).toEqual(["req_a", "req_c"]);
  });

  test("stores odd numbers as what they are: unknown", () => {
    const path = temporaryLedger();
    const ledger = openLedger(path, { log: recordingLog().log });
    const [attempt] = makeRecord().attempts;
    if (!attempt) throw new Error("no attempt");
    const usage = { input: 10.4, output: Number.NaN, cacheRead: Number.POSITIVE_INFINITY };
    ledger.take(counted("req_a", { attempts: [{ ...attempt, usage }], firstTokenMs: Number.NaN }));
    ledger.close();
    const db = new Database(path, { readonly: true });
    expect(db.query("SELECT input, output, cache_read, first_token_ms FROM requests").get()).toEqual({
      input: 10,
      output: null,
      cache_read: null,
      first_token_ms: null,
    });
    db.close();
  });
});
