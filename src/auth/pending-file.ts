import { readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { parseJson } from "../json.ts";
import { makePrivateFolder, refuseSymlink, writePrivateFile } from "../private-file.ts";
import { Secret } from "../secret.ts";
import type { PendingLogin } from "./pending-login.ts";
import { vendors } from "./vendor.ts";

/*
 * A login whose code will be brought by a second command, because there is no terminal to paste it into: it waits in a
 * private file, for one use, as long as any login may wait.
 */

const fileName = "pending_login.json";

const schema = v.object({
  id: v.string(),
  vendor: v.picklist(vendors),
  login: v.optional(v.string()),
  projectId: v.optional(v.string()),
  state: v.string(),
  verifier: v.pipe(
    v.string(),
    v.transform((text) => new Secret(text)),
  ),
  redirectUri: v.string(),
  expiresAt: v.number(),
});

/** Leaves a login for a later command; one that waited there before is forgotten. */
export async function leavePendingLogin(folder: string, pending: PendingLogin): Promise<void> {
  await makePrivateFolder(folder);
  const text = JSON.stringify({ ...pending, verifier: pending.verifier.reveal() });
  await writePrivateFile(join(folder, fileName), `${text}\n`);
}

/** Takes the login that waits, which is then gone. `undefined` when there is none, or the file is damaged. */
export async function takePendingLogin(folder: string): Promise<PendingLogin | undefined> {
  const path = join(folder, fileName);
  await refuseSymlink(path);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  await unlink(path);
  const read = v.safeParse(schema, parseJson(text));
  if (!read.success) return undefined;
  const { login, projectId, ...pending } = read.output;
  return { ...pending, ...(login !== undefined && { login }), ...(projectId !== undefined && { projectId }) };
}
