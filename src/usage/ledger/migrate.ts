import type { Database } from "bun:sqlite";
import { closeSync, constants, openSync } from "node:fs";
import * as v from "valibot";
import { UserError } from "../../errors.ts";
import { applicationId, schemaV1, schemaV2 } from "./schema.ts";
import { timeIndex } from "./time-index.ts";

/** Step `n` brings a ledger of version `n` to version `n + 1`; step 0 makes a new one. Steps are history: only append. */
export const migrations: readonly string[] = [schemaV1, schemaV2, timeIndex];

const head = v.object({ application: v.number(), version: v.number(), tables: v.number() });

function readHead(db: Database): v.InferOutput<typeof head> {
  return v.parse(
    head,
    db
      .query(
        `SELECT (SELECT application_id FROM pragma_application_id) AS application,
                (SELECT user_version FROM pragma_user_version) AS version,
                (SELECT count(*) FROM sqlite_schema) AS tables`,
      )
      .get(),
  );
}

/** Copies the whole ledger to `path`, readable by its owner alone. An older copy of that name is replaced. */
function backUp(db: Database, path: string): void {
  // VACUUM INTO takes an empty file, which is how the copy is private from its first byte.
  closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600));
  db.run("VACUUM INTO ?", [path]);
}

/**
 * Brings the ledger at `path` to the newest version, after copying it to `<path>.v<version>`.
 * @throws UserError when the file is another program's, or was written by a newer ccm.
 */
export function migrate(db: Database, path: string, steps: readonly string[] = migrations): void {
  const { application, version, tables } = readHead(db);
  if (tables > 0 && application !== applicationId) {
    throw new UserError(`${path} is a database of another program: move it away, ccm makes its own`);
  }
  if (version > steps.length) {
    throw new UserError(
      `${path} was written by a newer ccm (version ${version}, this one knows ${steps.length}): update ccm, or move the file away`,
    );
  }
  if (version === steps.length) return;
  if (version > 0) backUp(db, `${path}.v${version}`);
  const apply = db.transaction(() => {
    const { version: current } = readHead(db); // another process may have been faster
    for (const step of steps.slice(current)) db.run(step);
    db.run(`PRAGMA application_id = ${applicationId}`);
    db.run(`PRAGMA user_version = ${steps.length}`);
  });
  apply.exclusive();
}
