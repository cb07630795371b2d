import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { loadConfig } from "../../config/load.ts";
import { baseUrlOf } from "../../daemon/base-url.ts";
import { findInstance } from "../../daemon/find-instance.ts";
import { versionLine } from "../../version.ts";
import { openCooldowns } from "../cooldowns/open-cooldowns.ts";
import type { Location } from "../locate.ts";
import { describeProviders } from "../provider/list.ts";
import type { Terminal } from "../terminal.ts";
import type { Check } from "./check.ts";
import { checkClient } from "./check-client.ts";
import { checkClock } from "./check-clock.ts";
import { checkConfig } from "./check-config.ts";
import { checkDaemon } from "./check-daemon.ts";
import { checkFiles } from "./check-files.ts";
import { checkLedger } from "./check-ledger.ts";
import { checkNetwork } from "./check-network.ts";
import { checkProviders } from "./check-providers.ts";
import { providerHosts } from "./provider-hosts.ts";

/** Looks at everything that ccm needs on this machine. Changes nothing; `offline`: calls no provider's host. */
export async function examine(where: Location, offline: boolean, terminal: Terminal): Promise<Check[]> {
  const { paths } = where;
  const standing = await findInstance(paths.pid);
  const instance = standing.state === "running" ? standing.instance : undefined;
  const path = instance?.configPath ?? where.configPath;
  const found = existsSync(path);
  const { config, findings } = found ? loadConfig(path, terminal.env) : { findings: [] };
  const checks: Check[] = [
    { area: "version", subject: "ccm", state: "ok", words: versionLine },
    ...checkConfig(path, found, findings),
    ...checkFiles(paths),
    ...(await checkDaemon(standing, config)),
  ];
  if (!config) return checks;
  const lines = await describeProviders(config, paths.home, terminal);
  const userHome = terminal.env.HOME || homedir();
  const hosts = offline ? [] : providerHosts(config.providers, terminal.env);
  const cooldowns = await openCooldowns(standing, paths, terminal)
    .then((open) => open.list())
    .catch(() => []);
  return [
    ...checks,
    ...checkLedger(paths.ledger, config),
    ...checkProviders(config.providers, lines, cooldowns),
    ...(await checkNetwork(hosts)),
    ...(await checkClock(hosts, Date.now)),
    checkClient(baseUrlOf(instance ?? config.server), terminal.env, userHome),
  ];
}
