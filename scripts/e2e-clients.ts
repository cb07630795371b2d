import { parseArgs } from "node:util";
import { claudeScenarios } from "../test/e2e/clients/claude-scenarios.ts";
import { codexScenarios } from "../test/e2e/clients/codex-scenarios.ts";
import { fetchClient } from "../test/e2e/clients/fetch-client.ts";
import { runScenario } from "../test/e2e/clients/run-scenarios.ts";
import type { Scenario } from "../test/e2e/clients/scenario.ts";

const usage = `bun scripts/e2e-clients.ts [--only TEXT] [--verbose]

Runs the real Claude Code and the real Codex CLI through ccm against stand-ins for every kind of provider, the first
target failing. The clients come from npm, once, into a cache folder; they need no account and reach no network.`;

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.exit(await main());

async function main(): Promise<number> {
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const claude = claudeScenarios(await fetchClient("claude")).map(
    (scenario) => ["Claude Code", scenario] as const,
  );
  const codex = codexScenarios(await fetchClient("codex")).map((scenario) => ["Codex", scenario] as const);
  let failed = 0;
  const chosen = [...claude, ...codex].filter(([client, scenario]) =>
    titleOf(client, scenario).includes(flags.only),
  );
  for (const [client, scenario] of chosen) {
    const { problems, answer, seconds, log } = await runScenario(scenario);
    console.log(
      `${problems.length === 0 ? "ok  " : "FAIL"} ${titleOf(client, scenario)} (${seconds.toFixed(1)} s)`,
    );
    if (flags.verbose) console.log(`       answered ${JSON.stringify(answer)}`);
    for (const problem of problems) console.log(`       ${problem}`);
    if (problems.length > 0) failed++;
    if (flags.verbose) console.log(log);
  }
  console.log(`clients: ${chosen.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function titleOf(client: string, scenario: Scenario): string {
  return `${client} over ${scenario.wire}: ${scenario.name}`;
}
