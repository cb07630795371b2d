import { existsSync } from "node:fs";
import * as v from "valibot";
import type { ToldCooldown } from "../../admin/cooldown-json.ts";
import type { Config, Finding } from "../../config/config.ts";
import { loadConfig } from "../../config/load.ts";
import { findInstance, type Standing } from "../../daemon/find-instance.ts";
import { UserError } from "../../errors.ts";
import { openLedgerReader } from "../../usage/queries/open-reader.ts";
import { rangeOf } from "../../usage/queries/range.ts";
import { askAdmin } from "../ask-admin.ts";
import { openCooldowns } from "../cooldowns/open-cooldowns.ts";
import type { Location } from "../locate.ts";
import { describeProviders, type ProviderLine } from "../provider/list.ts";
import type { Terminal } from "../terminal.ts";

const recentRequests = 5;
const halfHourMs = 30 * 60 * 1000;

const daemonSchema = v.object({
  live: v.number(),
  config: v.object({
    not_loaded: v.nullable(
      v.array(
        v.object({
          severity: v.picklist(["error", "warning"]),
          line: v.exactOptional(v.number()),
          path: v.string(),
          message: v.string(),
        }),
      ),
    ),
  }),
  ledger: v.nullable(
    v.object({
      state: v.picklist(["recording", "waiting", "off"]),
      reason: v.optional(v.string()),
      dropped: v.number(),
    }),
  ),
});

/** What only the running daemon knows. */
export type DaemonFacts = v.InferOutput<typeof daemonSchema>;

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

function readUsage(ledgerPath: string, now: Date) {
  const reader = openLedgerReader(ledgerPath);
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

function usageOr(ledgerPath: string, now: Date): Status["usage"] {
  try {
    return readUsage(ledgerPath, now);
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

/** Status goes on without what a daemon does not tell. */
async function askDaemon(standing: Standing, tokenPath: string): Promise<DaemonFacts | undefined> {
  if (standing.state !== "running") return undefined;
  const answer = await askAdmin(standing.instance, tokenPath, "/api/status").catch(() => undefined);
  const told = v.safeParse(daemonSchema, answer);
  return told.success ? told.output : undefined;
}

async function readCooldowns(
  standing: Standing,
  where: Location,
  terminal: Terminal,
): Promise<readonly ToldCooldown[]> {
  return openCooldowns(standing, where.paths, terminal)
    .then((cooldowns) => cooldowns.list())
    .catch(() => []);
}

/** Collects all that `ccm status` tells; nothing of it calls a provider. */
export async function collectStatus(where: Location, terminal: Terminal): Promise<Status> {
  const { paths } = where;
  const now = new Date();
  const standing = await findInstance(paths.pid);
  const ours = standing.state === "running" || standing.state === "silent";
  const configPath = ours ? standing.instance.configPath : where.configPath;
  const { config, findings } = existsSync(configPath)
    ? loadConfig(configPath, terminal.env)
    : { findings: [] };
  const [providers, cooldowns, daemon] = await Promise.all([
    config ? describeProviders(config, paths.home, terminal) : [],
    readCooldowns(standing, where, terminal),
    askDaemon(standing, paths.adminToken),
  ]);
  const usage = usageOr(paths.ledger, now);
  return { now, standing, configPath, config, findings, providers, cooldowns, daemon, usage };
}
