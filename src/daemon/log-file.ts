import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";

/** Size at which the log of a detached ccm is put aside, in bytes. One older file is kept. */
const largestLog = 10 * 1024 * 1024;
/** How much is written between two looks at the size, in bytes. */
const checkEvery = 256 * 1024;

/** Opens the log for appending, 0600, never through a symlink. */
export function openLogFile(path: string): number {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const descriptor = openSync(path, flags, 0o600);
  fchmodSync(descriptor, 0o600);
  return descriptor;
}

/** Moves the content to `ccm.log.1` when it has grown beyond the limit. */
function rotate(path: string, limit: number): void {
  if (statSync(path).size < limit) return;
  const older = `${path}.1`;
  rmSync(older, { force: true }); // never copy through a symlink
  copyFileSync(path, older, constants.COPYFILE_EXCL);
  chmodSync(older, 0o600);
  // Emptied in place instead of renamed: stdout and stderr of the process stay attached to this very file.
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  ftruncateSync(descriptor, 0);
  closeSync(descriptor);
}

/**
 * Wraps a log writer so that the file behind it stays bounded: at most the limit and one older file of that size.
 * A rotation that fails (a full disk) is left for the next time.
 */
export function keepLogBounded(
  path: string,
  write: (line: string) => void,
  sizes: { readonly limit: number; readonly checkEvery: number } = { limit: largestLog, checkEvery },
): (line: string) => void {
  let sinceCheck = sizes.checkEvery; // the file may be large from earlier runs
  return (line) => {
    sinceCheck += line.length;
    if (sinceCheck >= sizes.checkEvery) {
      sinceCheck = 0;
      try {
        rotate(path, sizes.limit);
      } catch {
        // said nowhere: the log is what cannot be written
      }
    }
    write(line);
  };
}

/** What was written to the log after `offset` bytes, at most the last 4 KB: why a detached start failed. */
export function readLogSince(path: string, offset: number): string {
  const bytes = readFileSync(path).subarray(offset);
  return bytes.subarray(-4096).toString("utf8").trim();
}
