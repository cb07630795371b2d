import { mkdir, rename } from "node:fs/promises";
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

async function build(): Promise<void> {
  const { values } = parseArgs({
    options: { outfile: { type: "string" }, target: { type: "string" }, runtime: { type: "string" } },
  });
  const outfile = resolve(values.outfile ?? join(root, "dist", "ccm"));
  await mkdir(dirname(outfile), { recursive: true });

  // A running ccm holds its file open; a rename beside it never fails with "text file busy".
  const fresh = `${outfile}.${process.pid}`;
  const started = performance.now();
  await Bun.build({
    entrypoints: [join(root, "src", "main.ts")],
    target: "bun",
    format: "esm",
    minify: true,
    // Chunks keep `--version` and the small commands from loading the server; with bytecode nothing is parsed at start.
    splitting: true,
    bytecode: true,
    define: { CCM_COMMIT: JSON.stringify(await commitOfHead()), "process.env.NODE_ENV": '"production"' },
    compile: {
      outfile: fresh,
      ...(values.target === undefined ? {} : { target: values.target as Bun.Build.CompileTarget }), // Bun rejects a wrong one by name
      ...(values.runtime === undefined ? {} : { executablePath: resolve(values.runtime) }),
      // The folder ccm is started in belongs to somebody's project: nothing of it may change ccm.
      autoloadDotenv: false,
      autoloadBunfig: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
    },
  });
  const windows = values.target?.includes("windows") ?? process.platform === "win32";
  const suffix = windows ? ".exe" : "";
  await rename(`${fresh}${suffix}`, outfile.endsWith(suffix) ? outfile : `${outfile}${suffix}`);
  const megabytes = (Bun.file(outfile).size / 1e6).toFixed(0);
  console.error(`built ${outfile} (${megabytes} MB) in ${Math.round(performance.now() - started)} ms`);
}

await build();
