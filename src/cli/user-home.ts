import { homedir } from "node:os";
import type { Environment } from "../config/paths.ts";

/** The folder of whoever runs this, where other programs keep their settings. */
export function userHomeOf(env: Environment): string {
  return env.HOME || homedir();
}
