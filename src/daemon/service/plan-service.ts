import { posix, win32 } from "node:path";
import { UserError } from "../../errors.ts";
import { launchdLabel, renderLaunchdAgent } from "./render-launchd.ts";
import { renderSystemdUnit } from "./render-systemd.ts";
import { renderWindowsTask } from "./render-windows-task.ts";
import type { ServiceDefinition, ServicePlan } from "./service.ts";

/** The user that the service is for. */
export interface ServiceUser {
  readonly home: string;
  /** Not on Windows. */
  readonly uid?: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function planSystemd(definition: ServiceDefinition, { home, env }: ServiceUser): ServicePlan {
  const systemctl = (...args: string[]) => ["systemctl", "--user", ...args];
  const configHome = env.XDG_CONFIG_HOME || posix.join(home, ".config");
  return {
    file: {
      path: posix.join(configHome, "systemd", "user", "ccm.service"),
      text: renderSystemdUnit(definition),
      encoding: "utf8",
    },
    install: [
      systemctl("daemon-reload"),
      systemctl("enable", "ccm.service"),
      systemctl("restart", "ccm.service"),
    ],
    uninstall: [systemctl("disable", "--now", "ccm.service")],
    status: systemctl("is-active", "ccm.service"),
    log: "journalctl --user --unit ccm",
    setVariable: `a line NAME=value in ${posix.join(configHome, "environment.d", "ccm.conf")}`,
  };
}

function planLaunchd(definition: ServiceDefinition, { home, uid = 0 }: ServiceUser): ServicePlan {
  const path = posix.join(home, "Library", "LaunchAgents", `${launchdLabel}.plist`);
  const service = `gui/${uid}/${launchdLabel}`;
  return {
    file: { path, text: renderLaunchdAgent(definition), encoding: "utf8" },
    install: [["launchctl", "bootstrap", `gui/${uid}`, path]],
    uninstall: [["launchctl", "bootout", service]],
    status: ["launchctl", "print", service],
    log: definition.logFile,
    setVariable: "launchctl setenv NAME value",
  };
}

function planTask(definition: ServiceDefinition, { home, env }: ServiceUser): ServicePlan {
  const userName = `${env.USERDOMAIN ?? "."}\\${env.USERNAME ?? ""}`;
  const path = win32.join(home, ".claude-code-mux", "ccm-task.xml");
  return {
    // The Task Scheduler reads UTF-16 whatever the language of the system.
    file: { path, text: `\uFEFF${renderWindowsTask(definition, userName)}`, encoding: "utf16le" },
    install: [
      ["schtasks", "/Create", "/F", "/TN", "ccm", "/XML", path],
      ["schtasks", "/Run", "/TN", "ccm"],
    ],
    uninstall: [
      [...definition.ccm, "stop"], // the task itself has ended: ccm runs in the background
      ["schtasks", "/Delete", "/F", "/TN", "ccm"],
    ],
    status: ["schtasks", "/Query", "/TN", "ccm"],
    log: definition.logFile,
    setVariable: "setx NAME value",
  };
}

const planners: Readonly<Record<string, (definition: ServiceDefinition, user: ServiceUser) => ServicePlan>> =
  { linux: planSystemd, darwin: planLaunchd, win32: planTask };

/**
 * Says how ccm becomes a service of this user on a system: a systemd user unit, a launchd agent or a Windows task.
 * @param platform as Node names it
 * @throws UserError where there is no such manager
 */
export function planService(platform: string, definition: ServiceDefinition, user: ServiceUser): ServicePlan {
  const plan = planners[platform];
  if (plan === undefined) throw new UserError(`ccm cannot install itself as a service on ${platform}`);
  return plan(definition, user);
}
