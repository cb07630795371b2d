import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
} from "node:fs";
import { isJsonObject, type JsonObject, parseJson } from "../json.ts";
import type { Log } from "../log.ts";
import { messageOf } from "../thrown.ts";

/** The token file as it was read: entry by login, untouched. */
export interface TokenFile {
  readonly entries: JsonObject;
  /** Tells two states of the file apart without reading it. */
  readonly signature: string;
  /** Why the file cannot be used, in words that say what to do; the entries are empty then. */
  readonly problem?: string;
}

const absent = "absent";
const sizeLimit = 4n * 1024n * 1024n;

function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function signatureOf(stat: BigIntStats | undefined): string {
  return stat ? `${stat.ino}:${stat.mtimeNs}:${stat.size}` : absent;
}

/** The signature of the file as it lies there now; costs one system call. */
export function tokenFileSignature(path: string): string {
  return signatureOf(statOf(path));
}

/** Reads the file without following a link; repairs a mode that lets others read it. */
function readText(path: string, log: Log): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { mode } = fstatSync(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      log.warn("the token file was readable by others; it is private now", { path });
      fchmodSync(file, 0o600);
    }
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

function parseEntries(text: string): JsonObject | undefined {
  const value = text.trim() === "" ? undefined : parseJson(text);
  return isJsonObject(value) ? value : undefined;
}

/** Renames a damaged file out of the way, whole and private, unless another process has put a new one there. */
function setAside(path: string, seen: string, log: Log): void {
  if (tokenFileSignature(path) !== seen) return;
  const aside = `${path}.corrupt-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  renameSync(path, aside);
  chmodSync(aside, 0o600);
  log.error("the token file was damaged and has been set aside: log in again", { path: aside });
}

/**
 * Reads the token file. Never throws: a missing file has no entries, a damaged one is set aside, and one that cannot be
 * used says why.
 */
export function readTokenFile(path: string, log: Log): TokenFile {
  const stat = statOf(path);
  const signature = signatureOf(stat);
  const unusable = (problem: string): TokenFile => ({ entries: {}, signature, problem });
  if (!stat) return { entries: {}, signature };
  if (stat.isSymbolicLink()) {
    return unusable(`${path} is a symbolic link, which ccm does not follow: put the file itself there`);
  }
  if (!stat.isFile()) return unusable(`${path} is not a file`);
  try {
    if (stat.size <= sizeLimit) {
      const entries = parseEntries(readText(path, log));
      if (entries) return { entries, signature: tokenFileSignature(path) };
      // claude-code-mux writes in place: what looks cut may be in the middle of that.
      Bun.sleepSync(100);
      const again = parseEntries(readText(path, log));
      if (again) return { entries: again, signature: tokenFileSignature(path) };
    }
    setAside(path, tokenFileSignature(path), log);
    return { entries: {}, signature: tokenFileSignature(path) };
  } catch (error) {
    return unusable(`${path} cannot be read: ${messageOf(error)}`);
  }
}
