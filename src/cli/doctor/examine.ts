import { baseUrlOf } from "../../daemon/base-url.ts";
import { versionLine } from "../../version.ts";
import { readConfigInUse } from "../config-in-use.ts";
import { tellCooldowns } from "../cooldowns/open-cooldowns.ts";
import type { Location } from "../locate.ts";
import { describeProviders } from "../provider/list.ts";
import type { Terminal } from "../terminal.ts";
import { userHomeOf } from "../user-home.ts";
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
  const { standing, path, found, config, findings, daemon } = await readConfigInUse(where, terminal);
  const instance = standing.state === "running" ? standing.instance : undefined;
  const checks: Check[] = [
    { area: "version", subject: "ccm", state: "ok", words: versionLine },
    ...checkConfig(path, found, findings),
    ...checkFiles(paths),
    ...(await checkDaemon(standing, config)),
  ];
  if (!config) return checks;
  const lines = await describeProviders(config, paths.home, terminal, daemon);
  const hosts = offline ? [] : providerHosts(config.providers, terminal.env);
  const cooldowns = (await tellCooldowns(standing, paths, terminal)) ?? [];
  return [
    ...checks,
    ...checkLedger(paths.ledger, config),
    ...checkProviders(config.providers, lines, cooldowns),
    ...(await checkNetwork(hosts)),
    ...(await checkClock(hosts, Date.now)),
    checkClient(baseUrlOf(instance ?? config.server), terminal.env, userHomeOf(terminal.env)),
  ];
}
