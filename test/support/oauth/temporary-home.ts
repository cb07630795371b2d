import { afterEach } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, type Log } from "../../../src/log.ts";

/** Gives a test file private folders that are gone after each of its tests. */
export function useTemporaryHomes(): () => Promise<string> {
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), "ccm-auth-"));
    folders.push(folder);
    return folder;
  };
}

/** A log at its most talkative, into an array. */
export function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: createLog({ level: "trace", format: "json", write: (line) => lines.push(line) }), lines };
}
