import type { Log } from "../../log.ts";
import type { CountedRequest, UsageSink } from "../count-request.ts";
import { openWriter } from "./open-writer.ts";
import { type LedgerBounds, pruneSome } from "./prune.ts";

/** How the ledger fares, for `status`, `/metrics` and the Overview page. */
export interface LedgerStatus {
  /** `waiting`: cannot write for now and tries again; `off`: records nothing until ccm is restarted. */
  readonly state: "recording" | "waiting" | "off";
  /** Why it is not recording, in one line. */
  readonly reason?: string;
  /** Requests written since the start. */
  readonly written: number;
  /** Requests that wait to be written. */
  readonly queued: number;
  /** Requests lost since the start: the queue was full, or the record could not be stored. */
  readonly dropped: number;
}

/** The usage ledger: takes finished requests and writes them in batches, behind the hot path. */
export interface Ledger extends UsageSink {
  /** The database file; `openLedgerReader` reads it. */
  readonly path: string;
  status(): LedgerStatus;
  /** Writes what is queued, now. `status` tells whether it worked. */
  flush(): void;
  /** Flushes and closes. What is taken afterwards is dropped. */
  close(): void;
}

export interface LedgerOptions {
  readonly log: Log;
  readonly bounds?: () => LedgerBounds;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Longest that a request waits to be written, in milliseconds: what a killed process may lose. */
  readonly flushMs?: number;
  /** Requests held while the file cannot be written; beyond it the oldest are dropped. */
  readonly queueLimit?: number;
  /** How often what is out of bounds is looked for, also while no request comes, in milliseconds. */
  readonly pruneMs?: number;
}

const defaultBounds = (): LedgerBounds => ({ days: 30, megabytes: 256, bodies: false });
/** Requests in one transaction: about two milliseconds of the event loop. */
const batchSize = 128;

/**
 * Opens the ledger. It never throws and never holds up the proxy: a file that is locked or cannot be written is tried
 * again, a broken one is set aside, a foreign or newer one turns the ledger off; `status` and one log line tell.
 */
export function openLedger(path: string, options: LedgerOptions): Ledger {
  const { log, bounds = defaultBounds, now = Date.now } = options;
  const { flushMs = 500, queueLimit = 10_000, pruneMs = 10 * 60 * 1000 } = options;
  const writer = openWriter(path, log, now);
  let queue: CountedRequest[] = [];
  let overflowed = 0;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let nextPrune = 0;

  const dropQueue = (): void => {
    overflowed += queue.length;
    queue = [];
  };

  /** Writes one batch; whether there is another that could be written at once. */
  const writeSome = (): boolean => {
    writer.open();
    if (writer.standing.state === "off") dropQueue();
    if (queue.length === 0 || !writer.write(queue.slice(0, batchSize))) return false;
    queue = queue.slice(batchSize);
    return queue.length > 0;
  };

  const prune = (): void => {
    if (now() < nextPrune) return;
    nextPrune = now() + pruneMs;
    writer.use((db) => {
      if (pruneSome(db, bounds(), now())) nextPrune = 0;
    });
  };

  const work = (): void => {
    timer = undefined;
    const more = writeSome();
    if (!more) prune();
    if (queue.length > 0 || nextPrune === 0) schedule(more ? 0 : flushMs);
  };

  const schedule = (delay: number): void => {
    timer ??= setTimeout(work, delay).unref();
  };

  // Not at once: opening takes a tenth of the time in which ccm starts, and its first answer comes before its first record.
  schedule(flushMs);
  const regularly = setInterval(() => {
    nextPrune = 0;
    schedule(0);
  }, pruneMs).unref();

  return {
    path,
    take(counted) {
      if (closed || writer.standing.state === "off") {
        overflowed += 1;
        return;
      }
      queue.push(counted);
      if (queue.length > queueLimit) {
        queue.shift();
        overflowed += 1;
      }
      schedule(flushMs);
    },
    status: () => ({
      ...writer.standing,
      written: writer.written,
      queued: queue.length,
      dropped: overflowed + writer.refused,
    }),
    flush() {
      while (writeSome());
    },
    close() {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      clearInterval(regularly);
      while (writeSome());
      writer.close();
      dropQueue();
    },
  };
}
