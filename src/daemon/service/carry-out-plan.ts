import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../../errors.ts";
import { refuseSymlink } from "../../private-file.ts";
import type { ServicePlan } from "./service.ts";

/** Runs a command; tells whether it succeeded, and what it said. */
async function run(command: readonly string[]): Promise<{ ok: boolean; said: string }> {
  const [program = ""] = command;
  if (Bun.which(program) === null) return { ok: false, said: `${program} is not installed` };
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { ok: code === 0, said: `${out}${err}`.trim() };
}

/**
 * Writes the service's file and starts the service; one that is there already is replaced.
 * @throws UserError with the manager's own words when it refuses
 */
export async function installService({ file, install, uninstall }: ServicePlan): Promise<void> {
  for (const command of uninstall) await run(command); // launchd refuses an agent that it has already
  await mkdir(dirname(file.path), { recursive: true });
  await refuseSymlink(file.path);
  await writeFile(file.path, file.text, { encoding: file.encoding, mode: 0o600 });
  for (const command of install) {
    const { ok, said } = await run(command);
    if (!ok) throw new UserError(`wrote ${file.path}, but ${command.join(" ")} failed: ${said}`);
  }
}

/** Stops the service and takes its file away; no service is no error. */
export async function uninstallService({ file, uninstall }: ServicePlan): Promise<void> {
  for (const command of uninstall) await run(command);
  await rm(file.path, { force: true });
}

/** Whether the manager says that the service is there and runs. */
export async function isServiceRunning({ status }: ServicePlan): Promise<boolean> {
  return (await run(status)).ok;
}
