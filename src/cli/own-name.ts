import { realpathSync } from "node:fs";
import { relative } from "node:path";
import type { Environment } from "../config/paths.ts";

function isOwn(path: string): boolean {
  try {
    return realpathSync(path) === realpathSync(process.execPath);
  } catch {
    return false; // gone, or not to be looked at
  }
}

/** How the person can call this very program: `ccm` where that is found, else by its path. */
export function ownName(env: Environment): string {
  if (!Bun.isStandaloneExecutable) return "ccm";
  const found = Bun.which("ccm", { PATH: env.PATH ?? "" });
  if (found !== null && isOwn(found)) return "ccm";
  const path = relative(process.cwd(), process.execPath);
  return path.startsWith("..") ? process.execPath : path.includes("/") ? path : `./${path}`;
}
