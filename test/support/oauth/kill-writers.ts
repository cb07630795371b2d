import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openTokenStore } from "../../../src/auth/store.ts";
import { isJsonObject, parseJson } from "../../../src/json.ts";
import { storedLogin } from "./stored.ts";
import { recordingLog } from "./temporary-home.ts";

/** What came of processes that were killed while they wrote the token file. */
export interface KilledWritersReport {
  readonly kills: number;
  /** Writes that the killed processes had completed. */
  readonly writes: number;
  /** Kills that hit in the middle of a write: there is a leftover, or a generation that was not announced yet. */
  readonly inTheMiddle: number;
  readonly failures: readonly string[];
}

const program = join(import.meta.dir, "write-tokens-forever.ts");

/** The generation in the file; what is wrong with it otherwise. */
function readGeneration(path: string): number | string {
  const file = parseJson(readFileSync(path, "utf8"));
  if (!isJsonObject(file)) return "the file does not parse";
  const { me, bystander } = file;
  if (!isJsonObject(bystander) || bystander.access_token !== "access-b") return "another login was lost";
  if (!isJsonObject(me)) return "the login was lost";
  const access = /^access-(\d+)$/.exec(String(me.access_token))?.[1];
  const refresh = /^refresh-(\d+)$/.exec(String(me.refresh_token))?.[1];
  return access === undefined || access !== refresh ? "the tokens do not belong together" : Number(access);
}

/**
 * Starts a writer, kills it with SIGKILL at a random moment, looks at the file; so many times. The file must hold the
 * last generation that was announced, or the one after it, and the next writer must not be held up.
 */
export async function killWriters(folder: string, kills: number): Promise<KilledWritersReport> {
  const path = join(folder, "oauth_tokens.json");
  const store = openTokenStore({ folder, log: recordingLog().log });
  await store.update("bystander", () =>
    storedLogin("bystander", { accessToken: "access-b", refreshToken: "refresh-b" }),
  );
  const failures: string[] = [];
  let writes = 0;
  let inTheMiddle = 0;
  let next = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = Bun.spawn([process.execPath, program, folder, String(next)], {
      stdout: "pipe",
      stderr: "inherit",
    });
    const reader = child.stdout.getReader();
    const decoder = new TextDecoder();
    let said = decoder.decode((await reader.read()).value);
    setTimeout(() => child.kill("SIGKILL"), Math.random() * 20);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read())
      said += decoder.decode(piece.value);
    await child.exited;
    const announced = said.trim().split("\n").map(Number);
    const last = announced.at(-1) ?? -1;
    const found = readGeneration(path);
    if (typeof found === "string") failures.push(`kill ${kill}: ${found}`);
    else if (found !== last && found !== last + 1) failures.push(`kill ${kill}: ${found} after ${last}`);
    const leftover = readdirSync(folder).some((name) => name.endsWith(".tmp"));
    if (leftover || found === last + 1) inTheMiddle++;
    writes += announced.length;
    next = last + 2;
  }
  return { kills, writes, inTheMiddle, failures };
}
