import type { Database } from "bun:sqlite";
import * as v from "valibot";

/** How much the ledger keeps. */
export interface LedgerBounds {
  /** Requests older than this many days go. */
  readonly days: number;
  /** The file's size in megabytes; the oldest requests go first. */
  readonly megabytes: number;
}

/** Sums by half hour are small and answer "what did the year cost", so they outlive the requests. */
const rollupDays = 400;
const dayMs = 24 * 60 * 60 * 1000;
const slice = 500;

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

/**
 * Deletes some of what is out of bounds, little enough not to hold up anything. Returns whether there may be more.
 * Freed room goes back to the file system.
 */
export function pruneSome(db: Database, bounds: LedgerBounds, now: number): boolean {
  const tooLarge = usedBytes(db) > bounds.megabytes * 1024 * 1024;
  const before = tooLarge ? now : now - bounds.days * dayMs;
  const oldest = `SELECT seq FROM requests WHERE started_at < $before ORDER BY started_at LIMIT ${slice}`;
  const prune = db.transaction((): number => {
    db.query(`DELETE FROM attempts WHERE request IN (${oldest})`).run({ before });
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
