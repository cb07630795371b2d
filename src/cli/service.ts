import { existsSync } from "node:fs";
import { homedir } from "node:os";
import type { Command } from "commander";
import type { ServicePlan } from "../daemon/service/service.ts";
import { exitCodes, UserError } from "../errors.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openConfigToStart } from "./open-config.ts";
import type { Terminal } from "./terminal.ts";

type Variables = Readonly<Record<string, string>>;

/** What the service's environment holds beside what its manager gives every program. */
async function serviceVariables({ paths }: Location, { env }: Terminal): Promise<Variables> {
  const [{ lastingSettings }, { logFileVariable }] = await Promise.all([
    import("../daemon/runtime-settings.ts"),
    import("../daemon/detach.ts"),
  ]);
  // launchd lets ccm write its own file, which ccm then keeps bounded; systemd keeps a journal.
  const log = process.platform === "darwin" ? { [logFileVariable]: paths.log } : {};
  return { ...lastingSettings, ...(env.CCM_HOME ? { CCM_HOME: paths.home } : {}), ...log };
}

async function plan(where: Location, terminal: Terminal): Promise<ServicePlan> {
  const [{ planService }, { ownCommand }] = await Promise.all([
    import("../daemon/service/plan-service.ts"),
    import("../daemon/replace-process.ts"),
  ]);
  const uid = process.getuid?.();
  const definition = {
    ccm: [...ownCommand(), "--config", where.configPath],
    env: await serviceVariables(where, terminal),
    logFile: where.paths.log,
  };
  return planService(process.platform, definition, {
    home: homedir(),
    env: terminal.env,
    ...(uid === undefined ? {} : { uid }),
  });
}

/** Variables that the config asks for; a shell has them, a service manager does not. */
async function namedVariables(configPath: string): Promise<readonly string[]> {
  const { loadConfig } = await import("../config/load.ts");
  const providers = loadConfig(configPath, {}).config?.providers ?? [];
  return [...new Set(providers.flatMap(({ unsetVariables }) => unsetVariables))];
}

async function install(where: Location, terminal: Terminal): Promise<void> {
  const { installService } = await import("../daemon/service/carry-out-plan.ts");
  await openConfigToStart(where, terminal); // a service that cannot start is found out here, not in its log
  const service = await plan(where, terminal);
  await installService(service);
  terminal.say(`installed ${service.file.path}: ccm runs, and starts when you log in`);
  terminal.say(`Its log: ${service.log}`);
  const variables = await namedVariables(where.configPath);
  if (variables.length > 0) {
    const names = variables.map((name) => `$${name}`).join(", ");
    terminal.say(`It does not see the variables of this shell, and the config asks for ${names}.`);
    terminal.say(`To set one: ${service.setVariable}, then ccm service install again`);
  }
}

async function uninstall(where: Location, terminal: Terminal): Promise<void> {
  const { uninstallService } = await import("../daemon/service/carry-out-plan.ts");
  const service = await plan(where, terminal);
  await uninstallService(service);
  terminal.say(`removed ${service.file.path}; config and data are kept`);
}

async function status(where: Location, terminal: Terminal): Promise<void> {
  const [{ isServiceKept }, { findInstance }, { baseUrlOf }] = await Promise.all([
    import("../daemon/service/carry-out-plan.ts"),
    import("../daemon/find-instance.ts"),
    import("../daemon/base-url.ts"),
  ]);
  const service = await plan(where, terminal);
  const { path } = service.file;
  if (!existsSync(path)) {
    throw new UserError("there is no service: ccm service install", exitCodes.notRunning);
  }
  const standing = await findInstance(where.paths.pid);
  if (!(await isServiceKept(service)) || standing.state !== "running") {
    throw new UserError(`the service of ${path} does not run: see ${service.log}`, exitCodes.notRunning);
  }
  terminal.print(`running by ${path}: pid ${standing.instance.pid}, ${baseUrlOf(standing.instance)}`);
}

/** Adds `ccm service install|uninstall|status`. */
export function addService(program: Command, terminal: Terminal): void {
  const service = withConfigOption(program.command("service"))
    .description("run ccm as a service of this user: systemd, launchd or the Windows Task Scheduler")
    .addHelpText("after", examples(["ccm service install"], ["ccm service status"]));
  const add = (name: string, description: string, act: typeof install, help: string) =>
    withConfigOption(service.command(name))
      .description(description)
      .addHelpText("after", help)
      .action((_options: unknown, command: Command) => act(locate(command, terminal.env), terminal));

  add(
    "install",
    "start ccm now and whenever you log in",
    install,
    examples(
      ["ccm service install", "again after ccm has moved"],
      ["ccm --config ~/work.toml service install", "with another config"],
      ["loginctl enable-linger", "Linux: run it before you log in, too"],
    ),
  );
  add(
    "uninstall",
    "stop it and take the service away; config and data stay",
    uninstall,
    examples(["ccm service uninstall"]),
  );
  add("status", "exit 0 when the service runs, else 3", status, examples(["ccm service status"]));
}
