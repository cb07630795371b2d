import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dir, "../../..");

function newestSource(): number {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  return Math.max(...files.map((file) => statSync(join(root, "src", file)).mtimeMs));
}

/**
 * Path of the compiled program, compiled first when it is missing or older than the source: a test never passes or
 * fails by yesterday's code. Call it outside of a test, whose time limit would have to pay for it.
 */
export function compileIfStale(): string {
  const binary = join(root, "dist", "ccm");
  if (existsSync(binary) && statSync(binary).mtimeMs >= newestSource()) return binary;
  const build = Bun.spawnSync([process.execPath, "scripts/build.ts"], { cwd: root });
  if (build.exitCode !== 0) throw new Error(`the build failed:\n${build.stderr.toString()}`);
  return binary;
}
