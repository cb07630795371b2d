import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { ccmCommand } from "../../test/support/ccm/start-ccm.ts";
import { stolenTicks } from "./process/read-process.ts";
import { startScript } from "./process/start-script.ts";
import { type Finding, tableOf, type Workload } from "./report.ts";
import { disconnect } from "./workloads/disconnect.ts";
import { isolation } from "./workloads/isolation.ts";
import { relayWorkloads } from "./workloads/relay.ts";
import { slowStreams } from "./workloads/slow-streams.ts";
import { stalledReader } from "./workloads/stalled-reader.ts";
import { coldStarts, idle } from "./workloads/start-up.ts";
import { translateWorkloads } from "./workloads/translate.ts";

const usage = `bun run bench [--quick] [--only W1,W5] [--list]

Measures ccm against a bare Bun pass-through and the direct way, side by side on this machine. Upstream, pass-through
and ccm run in processes of their own; each round asks all ways once in random order, and what is reported is the median
of the differences. Only ratios travel between machines. CCM_BIN names the ccm to measure.`;

const workloads: readonly Workload[] = [
  ...relayWorkloads,
  ...translateWorkloads,
  slowStreams,
  coldStarts,
  idle,
  isolation,
  disconnect,
  stalledReader,
];

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.exit(await main());

async function main(): Promise<number> {
  if (flags.help || flags.list) {
    console.log(flags.help ? usage : workloads.map(({ id, title }) => `${id}  ${title}`).join("\n"));
    return 0;
  }
  const chosen = new Set(flags.only.split(",").filter((id) => id !== ""));
  const command = ccmCommand();
  const upstream = await startScript("upstream");
  const before = stolenTicks();
  const findings: Finding[] = [];
  try {
    for (const workload of workloads) {
      if (chosen.size > 0 && !chosen.has(workload.id)) continue;
      console.error(`${workload.id}: ${workload.title}`);
      findings.push(...(await workload.run({ quick: flags.quick, upstream: upstream.url, command })));
    }
  } finally {
    await upstream.stop();
  }
  console.log(tableOf(findings));
  console.log(`\n${conditions(command, before)}`);
  return findings.some(({ goal }) => goal?.reached === false) ? 1 : 0;
}

/** What the numbers depend on beside the program. */
function conditions(command: readonly string[], before: ReturnType<typeof stolenTicks>): string {
  const after = stolenTicks();
  const stolen = ((after.stolen - before.stolen) / (after.total - before.total)) * 100;
  const [processor] = cpus();
  return [
    `ccm: ${command.join(" ")}; Bun ${Bun.version}; ${cpus().length} x ${processor?.model}`,
    `load ${loadavg()[0]?.toFixed(1)}; stolen by the hypervisor ${stolen.toFixed(1)} %${stolen > 2 ? " (too much: repeat)" : ""}`,
  ].join("\n");
}
