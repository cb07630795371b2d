import {
  closeSync,
  constants,
  fchmodSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import * as v from "valibot";
import { codeOf } from "../thrown.ts";

const portSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

const instanceSchema = v.object({
  /** Process id; means nothing without `processStart`. */
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** What `processStart(pid)` gave when the file was written. */
  processStart: v.string(),
  /** Random, new at every start; `GET /health` answers with it. */
  instanceId: v.string(),
  /** Address it listens on, as configured. */
  host: v.string(),
  port: portSchema,
  version: v.string(),
  /** Absolute path of the config it was started with. */
  configPath: v.string(),
  /** Milliseconds since the epoch. */
  startedAt: v.number(),
  /** How long it waits for live streams when told to stop, in milliseconds. */
  drainMs: v.number(),
});

/** One running ccm, as its pid file tells. */
export type Instance = Readonly<v.InferOutput<typeof instanceSchema>>;

/** What a pid file holds. */
export type PidFileContent =
  | { readonly kind: "none" }
  | { readonly kind: "instance"; readonly instance: Instance }
  /** The Rust claude-code-mux writes a bare number to the same path: no proof of who that process is. */
  | { readonly kind: "bare"; readonly pid: number }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Reads a pid file; never throws. A symlink is refused as unreadable. */
export function readPidFile(path: string): PidFileContent {
  let text: string;
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      text = readFileSync(descriptor, "utf8");
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT" ? { kind: "none" } : { kind: "unreadable", reason: code || String(error) };
  }
  if (/^\s*[1-9]\d{0,9}\s*$/.test(text)) return { kind: "bare", pid: Number(text) };
  const instance = v.safeParse(v.pipe(v.string(), v.parseJson(), instanceSchema), text);
  return instance.success
    ? { kind: "instance", instance: instance.output }
    : { kind: "unreadable", reason: "not a pid file of ccm" };
}

/**
 * Writes the pid file if there is none: whole, 0600, never through a symlink. A reader sees all of it or nothing.
 * Not synced to the disk: after a crash of the machine there is no process to tell of.
 * @returns false when the path is taken.
 */
export function claimPidFile(path: string, instance: Instance): boolean {
  const temporary = `${path}.${instance.instanceId}`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const descriptor = openSync(temporary, flags, 0o600);
  try {
    fchmodSync(descriptor, 0o600);
    writeSync(descriptor, `${JSON.stringify(instance)}\n`);
    // Unlike a rename, a link fails when the name exists: two starts at once cannot both win.
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    closeSync(descriptor);
    rmSync(temporary, { force: true });
  }
}

/** Takes away a stale pid file, or one's own; leaves a file that has come to hold something else meanwhile. */
export function removePidFile(path: string, expected: PidFileContent): void {
  if (Bun.deepEquals(readPidFile(path), expected)) rmSync(path, { force: true });
}
