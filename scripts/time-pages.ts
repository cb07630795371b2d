/*
 * Measures how long the admin pages take with many requests in the ledger, at the compiled program over HTTP.
 *
 *   bun run pages [COUNT]     COUNT requests, a tenth of them of today; 100,000 unless given
 */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeManyRequests } from "../test/browser/write-day-of-traffic.ts";
import { startCcm } from "../test/support/ccm/start-ccm.ts";

const [count = 100_000] = process.argv.slice(2).map(Number);
const [limitMs, warmUps, rounds] = [50, 3, 15];

const pages = [
  "/",
  "/?range=hour",
  "/?range=week",
  "/requests",
  "/requests?range=all",
  "/requests?range=all&outcome=failed",
  "/requests?range=all&provider=openrouter&route=think",
  "/requests?range=all&session=7f3c0000000091ab",
  "/requests?range=all&q=try+again",
  "/requests?range=all&q=never-there",
  `/requests/req_day${"7".padStart(20, "0")}`,
  `/requests/req_day${String(count - 1).padStart(20, "0")}`,
  "/test",
  "/providers",
  "/providers/openrouter",
  "/accounts",
  "/models",
  "/router",
  "/settings",
  "/api/status",
] as const;

const config = (port: number): string => `
[server]
port = ${port}
[router]
default = "sonnet"
[[providers]]
name = "openrouter"
provider_type = "openrouter"
api_key = ["sk-or-v1-0000000000000000000000004f2a", "sk-or-v1-0000000000000000000000007c1e"]
[[models]]
name = "sonnet"
mappings = [{ provider = "openrouter", actual_model = "anthropic/claude-sonnet-4.5", priority = 1 }]
`;

async function timeOf(url: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(url, { headers: { accept: "text/html" } });
  await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return performance.now() - began;
}

const ccm = await startCcm({ config });
let slow = 0;
try {
  const ledger = join(ccm.home, "usage.sqlite");
  await Promise.all(["", "-wal", "-shm"].map((end) => rm(`${ledger}${end}`, { force: true })));
  writeManyRequests(ledger, count, Date.now());
  await ccm.restart();
  for (const page of pages) {
    const times: number[] = [];
    for (let round = -warmUps; round < rounds; round++) {
      const ms = await timeOf(`${ccm.url}${page}`);
      if (round >= 0) times.push(ms);
    }
    times.sort((one, other) => one - other);
    const median = times[Math.floor(rounds / 2)] ?? 0;
    const worst = times.at(-1) ?? 0;
    if (median > limitMs) slow += 1;
    const verdict = median > limitMs ? "  TOO SLOW" : "";
    console.log(
      `${median.toFixed(1).padStart(7)} ms, at worst ${worst.toFixed(1).padStart(6)} ms  ${page}${verdict}`,
    );
  }
} finally {
  await ccm.stop();
}
console.log(
  `\n${pages.length - slow} of ${pages.length} pages under ${limitMs} ms with ${count} requests in the ledger`,
);
process.exit(slow === 0 ? 0 : 1);
