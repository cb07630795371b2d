import type { ToldCooldown } from "../../admin/cooldown-json.ts";
import type { Config, Finding } from "../../config/config.ts";
import type { Standing } from "../../daemon/find-instance.ts";
import { UserError } from "../../errors.ts";
import { rangeOf } from "../../usage/queries/range.ts";
import type { DaemonFacts } from "../ask-daemon.ts";
import { readConfigInUse } from "../config-in-use.ts";
import { tellCooldowns } from "../cooldowns/open-cooldowns.ts";
import type { Location } from "../locate.ts";
import { openLedger } from "../open-ledger.ts";
import { describeProviders, type ProviderLine } from "../provider/list.ts";
import type { Terminal } from "../terminal.ts";

const recentRequests = 5;
const halfHourMs = 30 * 60 * 1000;

/** How ccm stands, from its files and, where it runs, from the daemon. */
export interface Status {
  readonly now: Date;
  readonly standing: Standing;
  readonly configPath: string;
  /** Absent: there is none, or it has errors. */
  readonly config: Config | undefined;
  readonly findings: readonly Finding[];
  readonly providers: readonly ProviderLine[];
  /** The one that ends first stands first. */
  readonly cooldowns: readonly ToldCooldown[];
  readonly daemon: DaemonFacts | undefined;
  /** Figures since midnight, or why there are none. */
  readonly usage: ReturnType<typeof readUsage> | { readonly problem: string };
}

function readUsage(ledgerPath: string, config: Config | undefined, now: Date) {
  const reader = openLedger(ledgerPath, config);
  try {
    const range = rangeOf("today", now);
    return {
      totals: reader.totals(range),
      latencies: reader.latencies(range, halfHourMs),
      targets: reader.targets(range),
      routes: reader.breakDown(range, "route"),
      recent: reader.list({}, recentRequests).requests,
    };
  } finally {
    reader.close();
  }
}

function usageOr(ledgerPath: string, config: Config | undefined, now: Date): Status["usage"] {
  try {
    return readUsage(ledgerPath, config, now);
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

/** Collects all that `ccm status` tells; nothing of it calls a provider. */
export async function collectStatus(where: Location, terminal: Terminal): Promise<Status> {
  const { paths } = where;
  const now = new Date();
  const { path: configPath, ...inUse } = await readConfigInUse(where, terminal);
  const { config, standing, daemon, findings } = inUse;
  const [providers, cooldowns = []] = await Promise.all([
    config ? describeProviders(config, paths.home, terminal, daemon) : [],
    tellCooldowns(standing, paths, terminal),
  ]);
  const usage = usageOr(paths.ledger, config, now);
  return { now, standing, configPath, config, findings, providers, cooldowns, daemon, usage };
}
