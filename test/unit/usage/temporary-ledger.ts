import { afterEach } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, type Log } from "../../../src/log.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A path for a ledger in a folder of its own, removed after the test. */
export function temporaryLedger(): string {
  const folder = mkdtempSync(join(tmpdir(), "ccm-usage-"));
  folders.push(folder);
  return join(folder, "usage.sqlite");
}

/** A log and the lines it wrote. */
export function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: createLog({ level: "debug", format: "json", write: (line) => lines.push(line) }), lines };
}
