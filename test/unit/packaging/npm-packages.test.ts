import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packMain, packSystem } from "../../../scripts/release/npm/pack-npm.ts";
import { releaseTargets } from "../../../scripts/release/targets.ts";
import { serveNpmPackages } from "../../support/serve-npm-packages.ts";

setDefaultTimeout(60_000);

const release = { name: "@someone/ccm", version: "1.2.3", description: "a test", license: "MIT" };

/** Stands in for ccm: says what it was given and by what it ended. */
const program = `#!/bin/sh
trap 'echo ended by TERM; exit 9' TERM
echo "arguments: $*"
[ "$1" = wait ] && while :; do sleep 0.05; done
cat
exit 7
`;

const packages = [
  await packMain(release, releaseTargets, []),
  ...releaseTargets.map((target) => packSystem(release, target, Buffer.from(program), [])),
];

async function finish(child: Bun.Subprocess<"pipe" | Buffer | "ignore", "pipe", "pipe">) {
  const [out, err] = await Promise.all([child.stdout, child.stderr].map((pipe) => new Response(pipe).text()));
  return { code: await child.exited, out, err };
}

describe.if(process.platform !== "win32" && Bun.which("npm") !== null)("the npm packages", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ccm-npm-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A folder in which npm has installed the package from a registry of its own. */
  async function install(name: string, ...flags: string[]): Promise<string> {
    const project = join(folder, name);
    await mkdir(project);
    await Bun.write(join(project, "package.json"), "{}");
    await using registry = serveNpmPackages(packages);
    const quiet = ["--no-audit", "--no-fund", "--cache", join(folder, "cache")];
    const npm = Bun.spawn(
      ["npm", "install", release.name, "--registry", registry.url.origin, ...quiet, ...flags],
      { cwd: project, stdout: "pipe", stderr: "pipe" },
    );
    expect(await finish(npm)).toMatchObject({ code: 0, err: "" });
    return project;
  }

  const launch = (project: string, args: readonly string[], stdin: Buffer | "ignore" = "ignore") =>
    Bun.spawn([join(project, "node_modules/.bin/ccm"), ...args], { stdin, stdout: "pipe", stderr: "pipe" });

  test("npm installs the executable of this system and no other, and it runs", async () => {
    const project = await install("whole");
    const installed = await readdir(join(project, "node_modules/@someone"));
    expect(installed.length).toBe(2);
    expect(await finish(launch(project, ["one two", "--three"], Buffer.from("input")))).toEqual({
      code: 7,
      out: "arguments: one two --three\ninput",
      err: "",
    });
  });

  test("a signal to the launcher reaches the executable, whose exit code comes back", async () => {
    const child = launch(join(folder, "whole"), ["wait"]);
    let out = "";
    for await (const chunk of child.stdout) {
      if (out === "") child.kill("SIGTERM");
      out += new TextDecoder().decode(chunk);
    }
    expect(out).toBe("arguments: wait\nended by TERM\n");
    expect(await child.exited).toBe(9);
  });

  test("one line says so when the executable was left out", async () => {
    const project = await install("bare", "--omit=optional");
    const { code, err } = await finish(launch(project, ["--version"]));
    expect(code).toBe(1);
    expect(err).toMatch(/^ccm: @someone\/ccm-\S+ is not installed; .*\n$/);
  });

  test("one line says so where there is no executable for the system", async () => {
    const { content } = await packMain(release, releaseTargets.slice(-1), []);
    const launcher = join(folder, "ccm.mjs");
    await Bun.write(launcher, (await new Bun.Archive(content).files()).get("package/ccm.js") ?? "");
    const { code, err } = await finish(Bun.spawn(["node", launcher], { stdout: "pipe", stderr: "pipe" }));
    expect(code).toBe(1);
    expect(err).toMatch(/^ccm: there is no build for \S+, only for win32-x64\n$/);
  });
});
