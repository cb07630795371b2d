import { Database, SQLiteError } from "bun:sqlite";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { refuseSymlink } from "../private-file.ts";
import { codeOf, messageOf } from "../thrown.ts";

/*
 * Locks between processes. A lock is an empty SQLite file with a write transaction open on it: SQLite asks the kernel
 * for the lock, on every platform that ccm runs on, and the kernel gives it back when its holder dies, however it dies.
 * So there is no stale lock to detect, no heartbeat to miss while a laptop sleeps, no process id to be recycled, and a
 * full disk cannot stop it, since nothing is written.
 */

/** Runs a task while no other process, and no other task of this one, holds the same lock. */
export type WithLock = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** Longer than the longest call to a vendor that a holder may be waiting for. */
const longestWaitMs = 45_000;
const pollMs = 15;

/**
 * Makes the file when it is missing. One that is there must not even be opened: by POSIX a process loses all its locks
 * on a file as soon as it closes any descriptor of it.
 */
async function makeFile(path: string): Promise<void> {
  await refuseSymlink(path);
  try {
    await (await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)).close();
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

function tryAcquire(path: string): Database | undefined {
  const database = new Database(path, { create: false, readwrite: true });
  try {
    // A journal on disk would need room there, and stay behind when its writer is killed.
    database.run("PRAGMA journal_mode = MEMORY");
    database.run("BEGIN IMMEDIATE");
    return database;
  } catch (error) {
    database.close();
    if (error instanceof SQLiteError && error.code === "SQLITE_BUSY") return undefined;
    throw new UserError(`${path} cannot be locked (${codeOf(error)}): delete it and try again`);
  }
}

/**
 * Creates the lock that lives at `path`: made when missing, 0600, never deleted, always empty.
 * The task fails with a UserError when another process holds the lock for too long. Where the file cannot be made (a
 * read-only folder) `unlockable` is told why, and tasks run without the lock: nobody can write beside it anyway.
 */
export function createLock(
  path: string,
  options: { readonly unlockable: (reason: string) => void; readonly waitMs?: number },
): WithLock {
  const waitMs = options.waitMs ?? longestWaitMs;
  let last: Promise<unknown> = Promise.resolve();

  async function acquire(): Promise<Database | undefined> {
    try {
      await makeFile(path);
    } catch (error) {
      if (error instanceof UserError) throw error;
      options.unlockable(messageOf(error));
      return undefined;
    }
    const deadline = performance.now() + waitMs;
    for (;;) {
      const held = tryAcquire(path);
      if (held) return held;
      if (performance.now() > deadline) {
        throw new UserError(`another ccm process holds ${path}: wait for it, or end it`);
      }
      await Bun.sleep(pollMs * (0.5 + Math.random()));
    }
  }

  async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    const held = await acquire();
    try {
      return await task();
    } finally {
      held?.close(); // ends the transaction, and with it the lock
    }
  }

  return (task) => {
    const turn = last.then(() => run(task));
    last = turn.catch(() => undefined);
    return turn;
  };
}
