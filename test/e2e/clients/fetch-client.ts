import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** The real clients, at the versions whose behaviour ccm is built to. */
const clients = {
  claude: {
    package: "@anthropic-ai/claude-code",
    version: "2.1.330",
    binary: (platform: string) => `@anthropic-ai/claude-code-${platform}/claude`,
  },
  codex: {
    package: "@openai/codex",
    version: "0.169.0",
    binary: (platform: string) => `@openai/codex-${platform}/vendor/${codexTriples[platform]}/bin/codex`,
  },
} as const;

/** Names of Rust's targets, under which Codex keeps its binaries. */
const codexTriples: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};

export type ClientName = keyof typeof clients;

/** Path of a client's native program; fetched from npm once into a cache folder outside the repository. */
export async function fetchClient(name: ClientName): Promise<string> {
  const { package: packageName, version, binary } = clients[name];
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "ccm-e2e", `${name}-${version}`);
  const program = join(folder, "node_modules", binary(`${process.platform}-${process.arch}`));
  if (existsSync(program)) return program;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), "{}\n");
  // The exact version: without it, an old Node's npm quietly takes an older client.
  const install = Bun.spawn([process.execPath, "add", "--exact", `${packageName}@${version}`], {
    cwd: folder,
    stdout: "ignore",
    stderr: "pipe",
  });
  const complaint = await new Response(install.stderr).text();
  if ((await install.exited) !== 0 || !existsSync(program)) {
    throw new Error(`${packageName}@${version} could not be fetched to ${folder}:\n${complaint}`);
  }
  return program;
}
