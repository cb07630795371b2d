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
  const folder = posix.join(env.XDG_CONFIG_HOME || posix.join(home, ".config"), "systemd", "user");
  return {
    file: {
      path: posix.join(folder, "ccm.service"),
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
  };
}

function planTask(definition: ServiceDefinition, { home }: ServiceUser): ServicePlan {
  const path = win32.join(home, ".claude-code-mux", "ccm-task.xml");
  return {
    // The Task Scheduler reads UTF-16 whatever the language of the system.
    file: { path, text: `\uFEFF${renderWindowsTask(definition)}`, encoding: "utf16le" },
    install: [
      ["schtasks", "/Create", "/F", "/TN", "ccm", "/XML", path],
      ["schtasks", "/Run", "/TN", "ccm"],
    ],
    uninstall: [
      ["schtasks", "/End", "/TN", "ccm"],
      ["schtasks", "/Delete", "/F", "/TN", "ccm"],
    ],
    status: ["schtasks", "/Query", "/TN", "ccm"],
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
