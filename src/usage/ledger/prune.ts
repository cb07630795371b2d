import type { Database } from "bun:sqlite";
import * as v from "valibot";

/** How much the ledger keeps. */
export interface LedgerBounds {
  /** Requests older than this many days go. */
  readonly days: number;
  /** The file's size in megabytes; the oldest requests go first. */
  readonly megabytes: number;
  /** Whether bodies are kept; where they no longer are, those that were go. */
  readonly bodies: boolean;
}

/** Sums by half hour are small and answer "what did the year cost", so they outlive the requests. */
const rollupDays = 400;
const dayMs = 24 * 60 * 60 * 1000;
const slice = 500;
/** Requests whose bodies go at once: a few megabytes, of which every page is wiped. */
const bodiesSlice = 100;
/** Bodies take at most this share of the file; the oldest go first. */
const bodiesShare = 0.5;

const pages = v.object({ used: v.number(), size: v.number() });

function usedBytes(db: Database): number {
  const row = db
    .query(
      `SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count) AS used,
              (SELECT page_size FROM pragma_page_size) AS size`,
    )
    .get();
  const { used, size } = v.parse(pages, row);
  return used * size;
}

const bodyRow = v.object({ request: v.number(), bytes: v.number() });

/** Number of the request whose bodies are the last to go, so that the rest fits; 0: all fit. */
function lastBodyToGo(db: Database, limit: number): number {
  let bytes = 0;
  for (const row of db.query("SELECT request, bytes FROM bodies ORDER BY request DESC").iterate()) {
    const body = v.parse(bodyRow, row);
    bytes += body.bytes;
    if (bytes > limit) return body.request;
  }
  return 0;
}

/** Deletes the oldest bodies beyond their share; whether there may be more. */
function pruneBodies(db: Database, { bodies, megabytes }: LedgerBounds): boolean {
  const limit = bodies ? megabytes * 1024 * 1024 * bodiesShare : 0;
  const oldest = `SELECT DISTINCT request FROM bodies WHERE request <= $last ORDER BY request LIMIT ${bodiesSlice}`;
  const { changes } = db
    .query(`DELETE FROM bodies WHERE request IN (${oldest})`)
    .run({ last: lastBodyToGo(db, limit) });
  return changes > 0;
}

/**
 * Deletes some of what is out of bounds, little enough not to hold up anything. Returns whether there may be more.
 * Freed room goes back to the file system.
 */
export function pruneSome(db: Database, bounds: LedgerBounds, now: number): boolean {
  if (pruneBodies(db, bounds)) {
    db.run("PRAGMA incremental_vacuum(200)");
    return true;
  }
  const tooLarge = usedBytes(db) > bounds.megabytes * 1024 * 1024;
  const before = tooLarge ? now : now - bounds.days * dayMs;
  const oldest = `SELECT seq FROM requests WHERE started_at < $before ORDER BY started_at LIMIT ${slice}`;
  const prune = db.transaction((): number => {
    for (const table of ["attempts", "bodies"]) {
      db.query(`DELETE FROM ${table} WHERE request IN (${oldest})`).run({ before });
    }
    const { changes } = db.query(`DELETE FROM requests WHERE seq IN (${oldest})`).run({ before });
    for (const rollup of ["request_rollup", "attempt_rollup"]) {
      db.query(`DELETE FROM ${rollup} WHERE bucket < $before`).run({ before: now - rollupDays * dayMs });
    }
    return changes;
  });
  const deleted = prune.immediate();
  if (deleted > 0) db.run("PRAGMA incremental_vacuum(200)");
  return deleted === slice || (tooLarge && deleted > 0);
}
