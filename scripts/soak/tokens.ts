import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { killWriters } from "../../test/support/oauth/kill-writers.ts";
import { shareALogin } from "../../test/support/oauth/share-a-login.ts";

/*
 * The long form of the token tests: two processes that share single-use refresh tokens, and processes that are killed
 * while they write. `bun scripts/soak/tokens.ts [--rounds 200] [--kills 1000]`
 */

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "200" }, kills: { type: "string", default: "1000" } },
});

async function inTemporaryFolder<Result>(run: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "ccm-soak-"));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const failures: string[] = [];
for (const vendor of ["anthropic", "openai"] as const) {
  const shared = await inTemporaryFolder((folder) => shareALogin(folder, Number(values.rounds), vendor));
  console.log(
    `two processes, one ${vendor} login: ${shared.rounds} rounds, ${shared.refreshes} refreshes, ${shared.reuses} reused tokens, ${shared.failures.length} failures`,
  );
  if (shared.reuses > 0) failures.push(`${shared.reuses} tokens were used twice`);
  failures.push(...shared.failures);
}
const killed = await inTemporaryFolder((folder) => killWriters(folder, Number(values.kills)));
console.log(
  `kill -9 while tokens are written: ${killed.kills} kills (${killed.inTheMiddle} in the middle of a write), ${killed.writes} writes, ${killed.failures.length} failures`,
);
failures.push(...killed.failures);
for (const failure of failures) console.log(failure);
process.exit(failures.length === 0 ? 0 : 1);
