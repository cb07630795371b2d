import { homedir } from "node:os";
import type { Command } from "commander";
import type { ServicePlan } from "../daemon/service/service.ts";
import { exitCodes, UserError } from "../errors.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

async function plan({ configPath, paths }: Location, { env }: Terminal): Promise<ServicePlan> {
  const [{ planService }, { ownCommand }, { fetchLimit }, { logFileVariable }] = await Promise.all([
    import("../daemon/service/plan-service.ts"),
    import("../daemon/replace-process.ts"),
    import("../daemon/raise-fetch-limit.ts"),
    import("../daemon/detach.ts"),
  ]);
  const uid = process.getuid?.();
  // systemd keeps the log in the journal; launchd lets ccm write its own file, which ccm then keeps bounded.
  const log = process.platform === "darwin" ? { [logFileVariable]: paths.log } : {};
  const definition = {
    command: [...ownCommand(), "--config", configPath, "start"],
    env: { ...fetchLimit, ...(env.CCM_HOME ? { CCM_HOME: paths.home } : {}), ...log },
    logFile: paths.log,
  };
  return planService(process.platform, definition, {
    home: homedir(),
    env,
    ...(uid === undefined ? {} : { uid }),
  });
}

async function install(where: Location, terminal: Terminal): Promise<void> {
  const { installService } = await import("../daemon/service/carry-out-plan.ts");
  const service = await plan(where, terminal);
  await installService(service);
  terminal.say(`installed ${service.file.path}: ccm runs, and starts when you log in`);
  terminal.say("It does not see the variables of this shell: a config with $NAME keys needs them elsewhere.");
}

async function uninstall(where: Location, terminal: Terminal): Promise<void> {
  const { uninstallService } = await import("../daemon/service/carry-out-plan.ts");
  const service = await plan(where, terminal);
  await uninstallService(service);
  terminal.say(`removed ${service.file.path}; config and data are kept`);
}

async function status(where: Location, terminal: Terminal): Promise<void> {
  const { isServiceRunning } = await import("../daemon/service/carry-out-plan.ts");
  const service = await plan(where, terminal);
  if (!(await isServiceRunning(service))) {
    throw new UserError("the service is not installed, or not running", exitCodes.notRunning);
  }
  terminal.print(`running, by ${service.file.path}`);
}

/** Adds `ccm service install|uninstall|status`. */
export function addService(program: Command, terminal: Terminal): void {
  const service = withConfigOption(program.command("service")).description(
    "run ccm as a service of this user: systemd, launchd or the Windows Task Scheduler",
  );
  const add = (name: string, description: string, act: typeof install) =>
    withConfigOption(service.command(name))
      .description(description)
      .action((_options: unknown, command: Command) => act(locate(command, terminal.env), terminal));
  add("install", "start ccm now and whenever you log in", install);
  add("uninstall", "stop it and take the service away; config and data stay", uninstall);
  add("status", "exit 0 when the service runs, else 3", status);
}
