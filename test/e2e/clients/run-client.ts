import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own for one run of a client: a home, and a working folder with a file in it. */
export interface Playground {
  readonly home: string;
  readonly work: string;
  remove(): Promise<void>;
}

export const tideFile = { name: "tide.txt", content: "ebb at noon\n" } as const;

export async function makePlayground(): Promise<Playground> {
  const root = await mkdtemp(join(tmpdir(), "ccm-client-"));
  const [home, work] = [join(root, "home"), join(root, "work")];
  await mkdir(home);
  await mkdir(work);
  await writeFile(join(work, tideFile.name), tideFile.content);
  return { home, work, remove: () => rm(root, { recursive: true, force: true }) };
}

export interface ClientRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ClientCommand {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly playground: Playground;
}

const longestRunMs = 90_000;
/** Nothing listens there: whatever is not meant for this machine fails at once. */
const deadProxy = "http://127.0.0.1:9";

/** Runs a client in its playground, cut off from every network but this machine's own. */
export async function runClient({ command, env, playground }: ClientCommand): Promise<ClientRun> {
  const child = Bun.spawn([...command], {
    cwd: playground.work,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: playground.home,
      HTTPS_PROXY: deadProxy,
      HTTP_PROXY: deadProxy,
      NO_PROXY: "127.0.0.1,localhost",
      ...env,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), longestRunMs);
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  clearTimeout(timer);
  return { exitCode, stdout, stderr };
}
