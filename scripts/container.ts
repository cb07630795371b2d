import { parseArgs } from "node:util";
import { containerChecks } from "../test/container/checks.ts";
import { createEngine } from "../test/container/engine.ts";
import { startContainer } from "../test/container/start-container.ts";

const usage = `bun scripts/container.ts [--engine "docker"] [-- flags of its build]

Builds the image, runs it as compose.yml has it, and checks what a container of ccm promises: user, rights, file modes,
read-only root, health, what is read from inside and from outside, a reload, a stop in the middle of a stream, a restart.
Needs an engine that is running and can fetch the base images.`;

const { values: flags, positionals: buildFlags } = parseArgs({
  options: {
    engine: { type: "string", default: "docker" },
    help: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

process.exit(await main());

async function main(): Promise<number> {
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const container = await startContainer(createEngine(flags.engine.split(" ")), buildFlags);
  let failed = 0;
  try {
    for (const { name, run } of containerChecks) {
      try {
        await run(container);
        console.log(`ok   ${name}`);
      } catch (error) {
        failed += 1;
        console.log(`FAIL ${name}\n     ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    const size = await container.engine.must("image", "inspect", "--format", "{{.Size}}", container.name);
    const memory = /^VmRSS:\s+(\d+) kB/m.exec((await container.exec("cat", "/proc/1/status")).out)?.[1];
    console.log(
      `image ${(Number(size) / 1e6).toFixed(0)} MB, memory ${(Number(memory) / 1024).toFixed(0)} MB RSS`,
    );
  } finally {
    await container.remove();
  }
  console.log(`\ncontainer: ${containerChecks.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
