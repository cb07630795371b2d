import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../errors.ts";
import { makePrivateFolder, refuseSymlink, writePrivateFile } from "../private-file.ts";
import { Secret } from "../secret.ts";
import { messageOf } from "../thrown.ts";

const tokenForm = /^[A-Za-z0-9_-]{43,}$/;

/** The admin token as it lies in its file; `undefined` when there is none that could be used. */
export async function readAdminToken(path: string): Promise<Secret | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  const token = text.trim();
  return tokenForm.test(token) ? new Secret(token) : undefined;
}

/**
 * The admin token of this home folder: 256 random bits in a file of mode 0600, made at the first need. Deleting the file
 * makes a new one at the next start, and with it ends every login.
 * @throws UserError when the file cannot be written.
 */
export async function openAdminToken(path: string): Promise<Secret> {
  await refuseSymlink(path);
  const kept = await readAdminToken(path);
  const token = kept ?? new Secret(randomBytes(32).toString("base64url"));
  try {
    // Written even when it was there: it may have been made readable for others since.
    await makePrivateFolder(dirname(path));
    await writePrivateFile(path, `${token.reveal()}\n`);
  } catch (error) {
    if (error instanceof UserError || kept === undefined) {
      throw new UserError(`${path} cannot be written: ${messageOf(error)}`);
    }
  }
  return token;
}
