import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { installRuntime } from "./install-runtime.ts";
import { signMacho } from "./sign-macho.ts";
import { binaryName, type ReleaseTarget } from "./targets.ts";

const build = join(import.meta.dir, "..", "build.ts");

/**
 * Compiles ccm for one system, on the Bun executable that is locked for it.
 * @param out folder to work in
 * @returns the executable
 */
export async function compileTarget(target: ReleaseTarget, out: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(out, ".build-"));
  try {
    const runtime = await installRuntime(target, join(folder, "runtime"));
    const outfile = join(folder, binaryName(target));
    const child = Bun.spawn(
      [process.execPath, build, "--target", target.compile, "--runtime", runtime, "--outfile", outfile],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    if ((await child.exited) !== 0) throw new Error(`the build for ${target.name} failed`);
    const executable = await readFile(outfile);
    return target.os === "darwin" && target.cpu === "x64" ? signMacho(executable) : executable;
  } finally {
    await rm(folder, { recursive: true });
  }
}
