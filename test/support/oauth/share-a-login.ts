import { join } from "node:path";
import { openTokenStore } from "../../../src/auth/store.ts";
import { startOAuthServer } from "./start-oauth-server.ts";
import { storedLogin } from "./stored.ts";
import { recordingLog } from "./temporary-home.ts";
import type { TokenVendor } from "./token-families.ts";

/** What came of processes that shared one login with single-use refresh tokens. */
export interface SharedLoginReport {
  readonly rounds: number;
  /** Refreshes that the server has granted. One a round is the least. */
  readonly refreshes: number;
  /** Used tokens that were shown to it again; each would log the user out. */
  readonly reuses: number;
  /** Rounds in which a process ended without a token that the server takes. */
  readonly failures: readonly string[];
}

const program = join(import.meta.dir, "refresh-worker.ts");
const hour = 3_600_000;

function startWorker(folder: string, environment: Readonly<Record<string, string>>) {
  const child = Bun.spawn([process.execPath, program, folder, JSON.stringify(environment)], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines = readLines(child.stdout);
  return {
    async ask(time: number, how: "fresh" | "rejected"): Promise<{ token?: string; error?: string }> {
      child.stdin.write(`${time} ${how}\n`);
      await child.stdin.flush();
      return JSON.parse((await lines.next()).value ?? '{"error":"it ended"}');
    },
    async stop(): Promise<void> {
      child.stdin.end();
      await child.exited;
    },
  };
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
  return undefined;
}

/**
 * Lets two processes need a token of one login at the same moment, round after round: because it has expired, or
 * because it was rejected, in every mix of the two.
 */
export async function shareALogin(
  folder: string,
  rounds: number,
  vendor: TokenVendor,
): Promise<SharedLoginReport> {
  const server = startOAuthServer();
  const store = openTokenStore({ folder, log: recordingLog().log });
  let time = Date.now();
  const first = storedLogin("me", server.families.issue(vendor), { vendor, expiresAt: time });
  await store.update("me", () => first);
  const workers = [startWorker(folder, server.environment), startWorker(folder, server.environment)] as const;
  const failures: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const ways = [round % 2 === 0 ? "fresh" : "rejected", round % 3 === 0 ? "fresh" : "rejected"] as const;
    const answers = await Promise.all([workers[0].ask(time, ways[0]), workers[1].ask(time, ways[1])]);
    for (const { token, error } of answers) {
      if (token === undefined || !server.families.isLive(token))
        failures.push(`round ${round}: ${error ?? "dead token"}`);
    }
    time += hour;
  }
  await Promise.all(workers.map((worker) => worker.stop()));
  const { refreshes, reuses } = server.families;
  await server.stop();
  return { rounds, refreshes, reuses, failures };
}
