import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../../errors.ts";
import { refuseSymlink } from "../../private-file.ts";
import { type ServicePlan, stopGraceSeconds } from "./service.ts";

/** How long a manager may take to end ccm: the grace that ccm is given, and a little more. */
const letGoLimitMs = (stopGraceSeconds + 5) * 1000;
const pollMs = 100;

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

/** Takes the service out of the manager's hands and waits until it has let go. */
async function takeDown({ uninstall, status }: ServicePlan): Promise<void> {
  for (const command of uninstall) await run(command);
  const deadline = performance.now() + letGoLimitMs;
  // launchd comes back at once and refuses the same agent until the old one is gone.
  while ((await run(status)).ok && performance.now() < deadline) await Bun.sleep(pollMs);
}

/**
 * Writes the service's file and starts the service; one that is there already is replaced.
 * @throws UserError with the manager's own words when it refuses
 */
export async function installService(plan: ServicePlan): Promise<void> {
  const { file, install } = plan;
  await takeDown(plan);
  await mkdir(dirname(file.path), { recursive: true });
  await refuseSymlink(file.path);
  await writeFile(file.path, file.text, { encoding: file.encoding, mode: 0o600 });
  for (const command of install) {
    const { ok, said } = await run(command);
    if (!ok) throw new UserError(`wrote ${file.path}, but ${command.join(" ")} failed: ${said}`);
  }
}

/** Stops the service and takes its file away; no service is no error. */
export async function uninstallService(plan: ServicePlan): Promise<void> {
  await takeDown(plan);
  await rm(plan.file.path, { force: true });
}

/** Whether the manager has the service: where it can tell, whether it runs. */
export async function isServiceKept({ status }: ServicePlan): Promise<boolean> {
  return (await run(status)).ok;
}
