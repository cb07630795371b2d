import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { chmod, type FileHandle, lstat, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "./errors.ts";

/*
 * Files that hold secrets. `Bun.write` ignores a mode and `writeFile` leaves an existing file's mode alone, so a file
 * is always made anew: private from its first byte, whole when it gets its name, on disk before the old one is gone.
 */

// Windows knows no such flag; its folders under the user's profile are private anyway.
const noFollow = constants.O_NOFOLLOW ?? 0;

/** Makes the folder, and makes it readable by its owner alone even when it was there before. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { mode } = await lstat(path);
  const shared = (mode & 0o1000) !== 0; // sticky: a folder such as /tmp, which others must go on using
  // A folder that belongs to somebody else cannot be changed, and need not be: the files in it are 0600.
  if (!shared && (mode & 0o077) !== 0) await chmod(path, 0o700).catch(() => undefined);
}

/** @throws UserError when the path is a symbolic link: writing through one would replace a file elsewhere. */
export async function refuseSymlink(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) {
    throw new UserError(`${path} is a symbolic link, which ccm does not follow: put the file itself there`);
  }
}

async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, constants.O_RDONLY);
    await folder.sync();
  } catch {
    // Some file systems cannot sync a folder; the rename itself is still atomic.
  } finally {
    await folder?.close();
  }
}

/** What writes a whole private file; {@link writePrivateFile}, or a stand-in for a disk that is full. */
export type PrivateWriter = (path: string, text: string) => Promise<void>;

/**
 * Replaces a file so that whoever reads it, at whatever moment, after whatever crash, finds the old text or the new one.
 * Mode 0600 from the first byte. The folder must be there.
 * @throws UserError for a symbolic link; the system's own error (`ENOSPC`, `EROFS`, `EACCES`) when it cannot be written.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await refuseSymlink(path);
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow;
  const file = await open(temporary, flags, 0o600);
  try {
    try {
      await file.chmod(0o600); // the umask may have taken bits away
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Removes what writers of this file that were killed left behind. Call it only while no other process writes it. */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  const names = await readdir(folder).catch(() => []);
  const left = names.filter(
    (name) => name.startsWith(prefix) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(prefix.length)),
  );
  await Promise.all(left.map((name) => unlink(join(folder, name)).catch(() => undefined)));
}
