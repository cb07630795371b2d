import { parseArgs } from "node:util";
import { configForCases } from "../test/faults/config-for-cases.ts";
import { type Case, planCases } from "../test/faults/plan-cases.ts";
import { hintFor } from "../test/faults/print-hint.ts";
import { tableOfResults } from "../test/faults/print-results.ts";
import { runRandom } from "../test/faults/random/run-random.ts";
import { runSuite } from "../test/faults/run-suite.ts";
import { tableOfSixteen } from "../test/faults/sixteen/print-sixteen.ts";
import { configForSixteen, runSixteen, type SixteenOptions } from "../test/faults/sixteen/run-sixteen.ts";
import { allFaults } from "../test/faults/table/all-faults.ts";
import { writeConfig } from "../test/support/ccm/write-config.ts";
import { type ClientApiId, clientApis, nativeWires } from "../test/support/client/client-api.ts";
import { wireIds } from "../test/support/wire/wires.ts";

const usage = `bun run faults [--only TEXT] [--api messages|chat|responses|all] [--quick] [--sixteen]

Plays every way in which a provider can fail against a ccm of its own, and prints a table.

  --only TEXT    only cases whose id contains TEXT
  --api NAME     the API that the client speaks; default all (--sixteen: messages and chat)
  --quick        each fault once instead of in all combinations
  --sixteen      only the sixteen classic faults, with one primary and one fallback
  --random N     N answers cut at random; --seed S repeats a run
  --verbose      also what ccm wrote

Another proxy can be put to the same test. It needs one model a case, whose targets lie at the stand-in:

  --port N       port of the stand-in
  --hint         print the models and their targets, and end
  --at-once N    cases played at a time, for one that is slow; default 48
  --target URL   where the other proxy listens (it must speak the API named by --api)
  --config       print the same as a configuration of ccm, and end`;

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    api: { type: "string", default: "all" },
    port: { type: "string", default: "0" },
    target: { type: "string" },
    "at-once": { type: "string", default: "48" },
    quick: { type: "boolean", default: false },
    sixteen: { type: "boolean", default: false },
    random: { type: "string" },
    seed: { type: "string" },
    hint: { type: "boolean", default: false },
    config: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const port = Number(flags.port);
const place = { ...(flags.target ? { target: flags.target } : {}), ...(port ? { port } : {}) };
/** Another proxy is asked in its own format about targets of the same format. */
const foreign = flags.target !== undefined || flags.hint;

process.exit(await main());

async function main(): Promise<number> {
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  if (flags.random) return random(Number(flags.random));
  return flags.sixteen ? sixteen() : table();
}

async function random(count: number): Promise<number> {
  const seed = flags.seed ? Number(flags.seed) : Math.floor(Math.random() * 2 ** 31);
  const failures = await runRandom(count, seed);
  for (const { nth, cut, problems } of failures) {
    const { answer: _, ...place } = cut;
    console.log(
      [`FAIL ${nth} ${JSON.stringify(place)}`, ...problems.map((problem) => `     - ${problem}`)].join("\n"),
    );
  }
  console.log(
    `random: ${count - failures.length} passed, ${failures.length} failed (--random ${count} --seed ${seed})`,
  );
  return failures.length > 0 ? 1 : 0;
}

function isApi(name: string): name is ClientApiId {
  return name in clientApis;
}

function chosenApis(): ClientApiId[] {
  return isApi(flags.api) ? [flags.api] : ["messages", "chat", "responses"];
}

function chosenCases(): Case[] {
  const apis = chosenApis();
  const wires = foreign ? apis.map((api) => nativeWires[api]) : wireIds;
  const breadth = flags.quick ? "diagonal" : "every";
  const all = planCases({ faults: allFaults, apis, wires, breadth }).filter(({ id }) =>
    id.includes(flags.only),
  );
  return foreign ? all.filter(({ fault }) => fault.origin === undefined) : all;
}

async function table(): Promise<number> {
  const cases = chosenCases();
  if (flags.hint || flags.config) {
    const config = configForCases(cases, { script: `http://127.0.0.1:${port}` });
    console.log(flags.hint ? hintFor(config) : writeConfig(config, 13456));
    return 0;
  }
  const { results, skipped, log } = await runSuite(cases, { ...place, atOnce: Number(flags["at-once"]) });
  console.log(tableOfResults(results, skipped));
  if (flags.verbose) console.log(log);
  return results.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

async function sixteen(): Promise<number> {
  const apis = chosenApis().filter((api): api is SixteenOptions["api"] => api !== "responses");
  let failed = false;
  for (const api of apis) {
    if (flags.hint || flags.config) {
      const config = configForSixteen(api, `http://127.0.0.1:${port}`);
      console.log(flags.hint ? hintFor(config) : writeConfig(config, 13456));
      continue;
    }
    const results = await runSixteen({ api, only: flags.only, ...place });
    console.log(tableOfSixteen(api, results));
    failed ||= results.some(({ score }) => score === "fail");
  }
  return failed ? 1 : 0;
}
