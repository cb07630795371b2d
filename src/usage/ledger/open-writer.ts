import { type Database, SQLiteError } from "bun:sqlite";
import { UserError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { codeOf, messageOf } from "../../thrown.ts";
import type { CountedRequest } from "../count-request.ts";
import { closeFile, isBroken, openLedgerFile, setAside } from "./open-file.ts";
import { prepareWriteBatch, type WriteBatch } from "./write-batch.ts";

/** How the file fares. `waiting`: not writable for now; `off`: not ccm's, or too new for it. */
export interface Standing {
  readonly state: "recording" | "waiting" | "off";
  /** Why it is not recording, in one line. */
  readonly reason?: string;
}

/** Writes batches to the ledger file, whatever state that is in. Nothing here throws. */
export interface LedgerWriter {
  readonly standing: Standing;
  /** Requests that were written, without those that were there already. */
  readonly written: number;
  /** Requests that no ledger could store. */
  readonly refused: number;
  /** Opens the file unless it is open or its time has not come; `standing` tells whether it worked. */
  open(): void;
  /** Whether the batch is settled; `false` means: keep it and try again later. */
  write(batch: readonly CountedRequest[]): boolean;
  /** Does something with the open file, if it is open. */
  use(work: (db: Database) => void): void;
  close(): void;
}

const reopenMs = 10_000;

const plainWords: Readonly<Record<string, string>> = {
  SQLITE_BUSY: "another process holds it",
  SQLITE_LOCKED: "another process holds it",
  SQLITE_FULL: "the disk is full",
  SQLITE_READONLY: "it is read-only",
  SQLITE_CANTOPEN: "it cannot be opened",
  EACCES: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

function reasonOf(path: string, error: unknown): string {
  if (error instanceof UserError) return error.message;
  const code = codeOf(error);
  // SQLite's extended codes (`SQLITE_READONLY_DIRECTORY`) begin with the plain one.
  const words = plainWords[code] ?? plainWords[code.split("_").slice(0, 2).join("_")];
  return `${path} cannot be written: ${words ?? messageOf(error)}`;
}

/** Whether one record is to blame, and not the file. */
function blamesRecord(error: unknown): boolean {
  return (
    !(error instanceof SQLiteError) || /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(error.code ?? "")
  );
}

class FileWriter implements LedgerWriter {
  standing: Standing = { state: "recording" };
  written = 0;
  refused = 0;
  readonly #path: string;
  readonly #log: Log;
  readonly #now: () => number;
  #db: Database | undefined;
  #write: WriteBatch | undefined;
  #nextOpen = 0;

  constructor(path: string, log: Log, now: () => number) {
    this.#path = path;
    this.#log = log;
    this.#now = now;
  }

  open(): void {
    this.#open();
  }

  write(batch: readonly CountedRequest[]): boolean {
    return this.#settle(batch, true);
  }

  use(work: (db: Database) => void): void {
    if (!this.#db) return;
    try {
      work(this.#db);
    } catch (error) {
      if (isBroken(error)) this.#beginAnew();
      else this.#log.debug("the usage ledger is busy", { reason: reasonOf(this.#path, error) });
    }
  }

  close(): void {
    if (this.#db) closeFile(this.#db);
    this.#db = undefined;
    this.#write = undefined;
  }

  #open(): WriteBatch | undefined {
    if (this.#write) return this.#write;
    if (this.standing.state === "off" || this.#now() < this.#nextOpen) return undefined;
    try {
      const { db, setAside: kept } = openLedgerFile(this.#path, { now: this.#now() });
      this.#db = db;
      this.#write = prepareWriteBatch(db);
      if (kept !== undefined) this.#sayBegunAnew(kept);
      this.#stand({ state: "recording" });
      return this.#write;
    } catch (error) {
      this.#nextOpen = this.#now() + reopenMs;
      const state = error instanceof UserError ? "off" : "waiting";
      this.#stand({ state, reason: reasonOf(this.#path, error) });
      return undefined;
    }
  }

  #settle(batch: readonly CountedRequest[], mayBeginAnew: boolean): boolean {
    const write = this.#open();
    if (!write) return false;
    try {
      this.written += write(batch);
      this.#stand({ state: "recording" });
      return true;
    } catch (error) {
      if (isBroken(error) && mayBeginAnew) return this.#beginAnew() && this.#settle(batch, false);
      if (!blamesRecord(error)) {
        this.#stand({ state: "waiting", reason: reasonOf(this.#path, error) });
        return false;
      }
      // One by one, so that a record which cannot be stored takes no other with it. Ids keep it from counting twice.
      if (batch.length > 1) return batch.every((request) => this.#settle([request], mayBeginAnew));
      this.#refuse(batch[0], error);
      return true;
    }
  }

  /** Whether the broken file is out of the way and a new one open. */
  #beginAnew(): boolean {
    this.close();
    try {
      this.#sayBegunAnew(setAside(this.#path, this.#now()));
    } catch (error) {
      this.#stand({ state: "waiting", reason: reasonOf(this.#path, error) });
      return false;
    }
    return this.#open() !== undefined;
  }

  #sayBegunAnew(kept: string): void {
    this.#log.warn("the usage ledger was broken; a new one is begun", { kept });
  }

  #refuse(request: CountedRequest | undefined, error: unknown): void {
    this.refused += 1;
    const reason = messageOf(error);
    this.#log.warn("the usage ledger cannot store a request", { id: request?.request.id, reason });
  }

  #stand(next: Standing): void {
    const { state, reason } = this.standing;
    if (next.state === state && next.reason === reason) return;
    this.standing = next;
    if (next.state === "recording") this.#log.info("the usage ledger records again");
    else this.#log.warn("the usage ledger does not record", { reason: next.reason });
  }
}

/** Opens the ledger file for writing, at its first use; a file that cannot be opened then is tried again at later ones. */
export function openWriter(path: string, log: Log, now: () => number): LedgerWriter {
  return new FileWriter(path, log, now);
}
