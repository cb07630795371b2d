import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findFreePort } from "../support/ccm/start-ccm.ts";
import type { Engine, Outcome } from "./engine.ts";
import { readRunFlags } from "./run-flags.ts";

const root = resolve(import.meta.dir, "../..");

/** A key as the config names it; nothing that ccm shows may hold it. */
export const secretKey = "canary-of-the-container-000000000000";

/** ccm in its container, run as compose.yml has it. */
export interface RunningContainer {
  readonly engine: Engine;
  readonly name: string;
  /** Through the published port. */
  readonly url: string;
  readonly configFile: string;
  readonly graceSeconds: number;
  /** Puts another container in its place, as an upgrade does; its config and data stay. */
  replace(): Promise<void>;
  /** Runs a command inside. */
  exec(...command: readonly string[]): Promise<Outcome>;
  remove(): Promise<void>;
}

/** The container's own config, with a provider that needs no network beside it. */
async function writeConfig(folder: string): Promise<string> {
  const file = join(folder, "config.toml");
  const demo = ["echo", "slow"].map(
    (model) => `
[[models]]
name = "demo-${model}"
[[models.mappings]]
provider = "demo"
actual_model = "${model}"
priority = 1
`,
  );
  const provider = '\n[[providers]]\nname = "demo"\nprovider_type = "demo"\n';
  await writeFile(
    file,
    (await readFile(join(root, "config", "config.toml"), "utf8")) + provider + demo.join(""),
  );
  // The user inside is another one than the user here.
  await chmod(folder, 0o777);
  await chmod(file, 0o666);
  return file;
}

/** Builds the image from this repository, runs it and waits until its own health check passes. */
export async function startContainer(
  engine: Engine,
  buildFlags: readonly string[],
): Promise<RunningContainer> {
  const name = `ccm-proof-${process.pid}`;
  await engine.must("build", ...buildFlags, "--build-arg", "CCM_COMMIT=0123456789", "-t", name, root);
  const folder = await mkdtemp(join(tmpdir(), "ccm-container-"));
  const configFile = await writeConfig(folder);
  const port = await findFreePort();
  const { flags, graceSeconds } = readRunFlags({ config: folder, volume: name, port });
  const start = async (): Promise<void> => {
    await engine.must("run", "-d", "--name", name, "-e", `ZAI_API_KEY=${secretKey}`, ...flags, name);
    await untilHealthy(container);
  };
  const container: RunningContainer = {
    engine,
    name,
    url: `http://127.0.0.1:${port}`,
    configFile,
    graceSeconds,
    exec: (...command) => engine.run("exec", name, ...command),
    async replace() {
      await engine.must("rm", "-f", name);
      await start();
    },
    async remove() {
      await engine.run("rm", "-f", name);
      await engine.run("volume", "rm", name);
      await engine.run("rmi", name);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await start();
    return container;
  } catch (error) {
    await container.remove();
    throw error;
  }
}

/** @throws Error with the container's log when it does not become healthy. */
async function untilHealthy({ engine, name, exec }: RunningContainer): Promise<void> {
  const deadline = performance.now() + 15_000;
  while ((await exec("ccm", "healthcheck")).code !== 0) {
    if (performance.now() > deadline) {
      const { out, err } = await engine.run("logs", name);
      throw new Error(`the container is not healthy after 15 s:\n${out}\n${err}`);
    }
    await Bun.sleep(200);
  }
}
