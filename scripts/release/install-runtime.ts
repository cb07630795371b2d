import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ReleaseTarget } from "./targets.ts";

const manifests = join(import.meta.dir, "runtimes");

/**
 * Installs the Bun executable of a system from the npm registry, verified by the checksum that is locked for it, and
 * returns its path. `bun build --target` would download it too, but from wherever, unverified.
 * @param folder is made, and holds it
 */
export async function installRuntime(target: ReleaseTarget, folder: string): Promise<string> {
  await mkdir(folder);
  for (const name of ["package.json", "bun.lock"]) await copyFile(join(manifests, name), join(folder, name));
  const libc = target.libc === undefined ? [] : ["--libc", target.libc];
  const system = ["--os", target.os, "--cpu", target.cpu, ...libc];
  const child = Bun.spawn(
    [process.execPath, "install", "--frozen-lockfile", "--ignore-scripts", "--silent", ...system],
    { cwd: folder, stdio: ["ignore", "inherit", "inherit"] },
  );
  const code = await child.exited;
  const program = target.os === "win32" ? "bun.exe" : "bun";
  const path = join(folder, "node_modules", "@oven", target.compile, "bin", program);
  // The packages are optional, so that those of other systems are passed over: a missing one is no error of Bun's.
  if (code !== 0 || !(await Bun.file(path).exists()))
    throw new Error(`cannot install @oven/${target.compile}`);
  return path;
}
