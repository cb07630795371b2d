/*
 * What npm installs as `ccm`: finds the package with the executable of this system and becomes that. It runs on Node,
 * as one file; the release fills in `PACKAGE_NAME` and `SYSTEMS`.
 */

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { isatty } from "node:tty";

declare const PACKAGE_NAME: string;
/** Systems that there is a package for, as its name ends. */
declare const SYSTEMS: readonly string[];

function fail(message: string): never {
  process.stderr.write(`ccm: ${message}\n`);
  process.exit(1);
}

/** Whether this Node, and so this system, has musl in place of glibc. */
function isMusl(): boolean {
  if (process.platform !== "linux") return false;
  const { header } = (process.report?.getReport() ?? {}) as { header?: object }; // Node does not say what is in it
  return header !== undefined && !("glibcVersionRuntime" in header);
}

function findExecutable(): string {
  const system = `${process.platform}-${process.arch}${isMusl() ? "-musl" : ""}`;
  if (!SYSTEMS.includes(system)) fail(`there is no build for ${system}, only for ${SYSTEMS.join(", ")}`);
  const holder = `${PACKAGE_NAME}-${system}`;
  try {
    return createRequire(import.meta.url).resolve(holder);
  } catch {
    fail(`${holder} is not installed; npm leaves it out with --omit=optional`);
  }
}

/** Runs the executable beside this process: before Node 22.15 and on Windows a process cannot be replaced. */
function runBeside(executable: string, args: readonly string[]): void {
  // Listened for before there is a process to tell: once it runs, a signal may come at any moment.
  for (const signal of ["SIGTERM", "SIGHUP", "SIGUSR2"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  process.on("SIGINT", () => {
    // A terminal's Ctrl-C has reached both processes; told twice, ccm would not wait for live answers.
    if (![0, 1, 2].some(isatty)) child.kill("SIGINT");
  });
  const child = spawn(executable, args, { stdio: "inherit" });
  child.on("error", ({ message }) => fail(message));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
}

const executable = findExecutable();
const args = process.argv.slice(2);
if (process.platform !== "win32") process.execve?.(executable, [executable, ...args], process.env);
runBeside(executable, args);
