import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

/*
 * Compiles ccm into one executable.
 *
 *   bun scripts/build.ts [--outfile dist/ccm] [--target bun-linux-x64-musl] [--runtime path/to/bun]
 *
 * `--runtime` names the Bun executable to build on, where a cross build must not download one.
 */

const root = resolve(import.meta.dir, "..");

/** Seven hex digits of HEAD; `CCM_COMMIT` wins, for builds without a git folder (a container). */
async function commitOfHead(): Promise<string> {
  const given = process.env.CCM_COMMIT;
  if (given) return given.slice(0, 7);
  const git = Bun.spawn(["git", "rev-parse", "--short=7", "HEAD"], { cwd: root, stderr: "ignore" });
  const printed = (await new Response(git.stdout).text()).trim();
  return (await git.exited) === 0 ? printed : "unknown";
}

async function compile(outfile: string, options: { target?: string; runtime?: string }): Promise<void> {
  const { target, runtime } = options;
  await Bun.build({
    entrypoints: [join(root, "src", "main.ts")],
    target: "bun",
    format: "esm",
    minify: true,
    // Chunks keep `--version` and the small commands from loading the server; with bytecode nothing is parsed at start.
    splitting: true,
    bytecode: true,
    // Embedded: the stack of a bug names the lines of the source.
    sourcemap: "linked",
    define: { CCM_COMMIT: JSON.stringify(await commitOfHead()), "process.env.NODE_ENV": '"production"' },
    compile: {
      outfile,
      ...(target === undefined ? {} : { target: target as Bun.Build.CompileTarget }), // Bun rejects a wrong one by name
      ...(runtime === undefined ? {} : { executablePath: resolve(runtime) }),
      // The folder ccm is started in belongs to somebody's project: nothing of it may change ccm.
      autoloadDotenv: false,
      autoloadBunfig: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
    },
  });
}

async function build(): Promise<void> {
  const { values } = parseArgs({
    options: { outfile: { type: "string" }, target: { type: "string" }, runtime: { type: "string" } },
  });
  const outfile = resolve(values.outfile ?? join(root, "dist", "ccm"));
  await mkdir(dirname(outfile), { recursive: true });

  // Built aside and moved: a running ccm holds its file open, and the maps that Bun also writes are in the binary.
  const aside = await mkdtemp(join(dirname(outfile), ".build-"));
  const started = performance.now();
  try {
    await compile(join(aside, "ccm"), values);
    const [name = "ccm"] = (await readdir(aside)).filter((file) => /^ccm(\.exe)?$/.test(file));
    const built = name.endsWith(".exe") && !outfile.endsWith(".exe") ? `${outfile}.exe` : outfile;
    await rename(join(aside, name), built);
    const megabytes = (Bun.file(built).size / 1e6).toFixed(0);
    console.error(`built ${built} (${megabytes} MB) in ${Math.round(performance.now() - started)} ms`);
  } finally {
    await rm(aside, { recursive: true });
  }
}

await build();
