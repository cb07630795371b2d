import { constants } from "node:fs";
import { mkdir, open, readFile, realpath, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../errors.ts";
import { writePrivateFile } from "../private-file.ts";
import { codeOf, messageOf } from "../thrown.ts";

// Windows knows no such flag.
const noFollow = constants.O_NOFOLLOW ?? 0;

/**
 * Writes a config where there is none: 0600 from the first byte, in a folder of 0700 if it had to be made.
 * Whatever is at the path already, even a dangling link, stays as it is; the answer says whether it was written.
 */
export async function createConfig(path: string, text: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow;
  const file = await open(path, flags, 0o600).catch((error: unknown) => {
    if (codeOf(error) === "EEXIST") return undefined;
    throw error;
  });
  if (file === undefined) return false;
  try {
    await file.writeFile(text);
    await file.sync();
    return true;
  } catch (error) {
    await unlink(path).catch(() => undefined); // half a config would look like the user's own
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * Replaces a config by another one, whole, 0600. The old one is kept beside it under a name with the time, since it may hold
 * what nobody else has; a link stays a link.
 * @returns the path of the copy
 * @throws UserError when the file cannot be read or written.
 */
export async function replaceConfig(path: string, text: string, now: Date): Promise<string> {
  try {
    const file = await realpath(path);
    const copy = `${file}.${now.toISOString().slice(0, 19).replaceAll(":", "-")}.bak`;
    await writePrivateFile(copy, await readFile(file, "utf8"));
    await writePrivateFile(file, text);
    return copy;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = messageOf(error);
    throw new UserError(`the config was not written: ${reason}`);
  }
}
