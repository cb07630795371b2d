import { Database, SQLiteError } from "bun:sqlite";
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
} from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../../errors.ts";
import { migrate, migrations } from "./migrate.ts";

/** A ledger file opened for writing. */
export interface LedgerFile {
  readonly db: Database;
  /** Where a broken predecessor was put. */
  readonly setAside?: string;
}

export interface OpenFileOptions {
  /** Milliseconds since the epoch; names the file that is set aside. */
  readonly now: number;
  readonly migrations?: readonly string[];
}

const sidecars = ["", "-wal", "-shm"] as const;

/** Whether SQLite says that the file is broken, as against busy, full or forbidden. */
export function isBroken(error: unknown): boolean {
  return error instanceof SQLiteError && /^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code ?? "");
}

/** Makes folder and file so that nobody else can ever read them; SQLite gives its `-wal` and `-shm` the file's mode. */
function ensurePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const noFollow = constants.O_NOFOLLOW ?? 0; // Windows has no such flag
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | noFollow, 0o600));
    return;
  }
  if (!found.isFile()) throw new UserError(`${path} is not a plain file: move it away, ccm makes its own`);
  for (const sidecar of sidecars) {
    if (existsSync(path + sidecar)) chmodSync(path + sidecar, 0o600);
  }
}

function openOnce(path: string, steps: readonly string[]): Database {
  ensurePrivate(path);
  const db = new Database(path, { readwrite: true, create: false, strict: true });
  try {
    db.run("PRAGMA busy_timeout = 250"); // while opening; writing never waits
    db.run("PRAGMA auto_vacuum = INCREMENTAL"); // takes effect on a new file only
    db.run("PRAGMA journal_mode = WAL");
    db.run("PRAGMA synchronous = NORMAL"); // a killed process loses nothing that was committed
    db.run("PRAGMA secure_delete = ON"); // what is deleted may be prompts: its pages are wiped, not just freed
    db.run(`PRAGMA journal_size_limit = ${8 * 1024 * 1024}`);
    migrate(db, path, steps);
    db.run("PRAGMA busy_timeout = 0");
    return db;
  } catch (error) {
    closeFile(db);
    throw error;
  }
}

/** Closes for good: the write-ahead log goes into the file and away. A plain `close()` waits for idle statements. */
export function closeFile(db: Database): void {
  try {
    db.close(true);
  } catch {
    db.close();
  }
}

/** Renames a broken ledger to `<path>.corrupt-<time>`, its `-wal` and `-shm` with it; returns the new path. */
export function setAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(":", "");
  const target = `${path}.corrupt-${stamp}`;
  for (const sidecar of sidecars) {
    if (existsSync(path + sidecar)) renameSync(path + sidecar, target + sidecar);
  }
  return target;
}

/**
 * Opens the ledger for writing, made or migrated as needed, 0600 from its first byte. A broken file is set aside and
 * a new one begun.
 * @throws UserError when the file is not ccm's, too new, or no plain file; SQLite's or the system's own error when it
 * is locked or cannot be written.
 */
export function openLedgerFile(path: string, options: OpenFileOptions): LedgerFile {
  const steps = options.migrations ?? migrations;
  try {
    return { db: openOnce(path, steps) };
  } catch (error) {
    if (!isBroken(error)) throw error;
    const aside = setAside(path, options.now);
    return { db: openOnce(path, steps), setAside: aside };
  }
}
