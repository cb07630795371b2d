import type { Cooldown } from "../../chain/cooldown.ts";
import { findModel } from "../../chain/target.ts";
import type { Finding } from "../../config/config.ts";
import type { LiveRequest } from "../../pipeline/live-requests.ts";
import type { Share } from "../../usage/queries/break-down.ts";
import type { LedgerReader } from "../../usage/queries/open-reader.ts";
import type { Range } from "../../usage/queries/range.ts";
import type { Latencies } from "../../usage/queries/read-latencies.ts";
import type { Step } from "../../usage/queries/read-series.ts";
import type { RequestSummary } from "../../usage/queries/request-rows.ts";
import type { TargetHealth } from "../../usage/queries/sum-targets.ts";
import type { Totals } from "../../usage/queries/sum-totals.ts";
import type { AdminDependencies } from "../dependencies.ts";
import { askLedger, type LedgerAnswer } from "./ask-ledger.ts";
import { listProviders, type StandingProvider } from "./list-providers.ts";
import { type OverviewRange, overviewRange } from "./overview-range.ts";

/** What the ledger knows of a range. */
export interface UsageFigures {
  readonly totals: Totals;
  readonly latencies: Latencies;
  readonly steps: readonly Step[];
  readonly targets: readonly TargetHealth[];
  readonly routes: readonly Share[];
  readonly recent: readonly RequestSummary[];
}

/** Everything that the Overview page and `/api/status` tell. */
export interface Overview {
  readonly now: number;
  readonly range: OverviewRange;
  readonly providers: readonly StandingProvider[];
  /** The one that ends first stands first. */
  readonly cooldowns: readonly Cooldown[];
  readonly findings: readonly Finding[];
  /** Why the file on disk is not the config in use. */
  readonly configProblem: readonly Finding[] | undefined;
  readonly live: readonly LiveRequest[];
  /** How many models there are. */
  readonly models: number;
  readonly defaultModel: string;
  /** Whether the default is one of the models, or is served without an entry of its own. */
  readonly defaultIsModel: boolean;
  /** Whether other machines reach `/v1` without a key. */
  readonly open: boolean;
  readonly usage: LedgerAnswer<UsageFigures>;
}

const recentRequests = 6;
const routesShown = 8;

function readUsage(reader: LedgerReader, { range, chart, stepMs }: OverviewRange): UsageFigures {
  const latencies: Range = { from: chart.from, to: Math.min(chart.to, range.to) };
  return {
    totals: reader.totals(range),
    latencies: reader.latencies(latencies, stepMs),
    steps: reader.series(chart, stepMs),
    targets: reader.targets(range),
    routes: reader.breakDown(range, "route", routesShown),
    recent: reader.list({}, recentRequests).requests,
  };
}

/**
 * Collects how ccm stands. `name` is the range as a URL has it; any other word means today. Figures that were read
 * already may be given, and are then not read again.
 */
export function readOverview(
  deps: AdminDependencies,
  name?: string,
  known?: LedgerAnswer<UsageFigures>,
): Overview {
  const now = deps.now();
  const range = overviewRange(name, now);
  const config = deps.config();
  return {
    now,
    range,
    providers: listProviders(deps),
    cooldowns: deps.cooldowns.list().toSorted((one, other) => one.until - other.until),
    findings: config.findings,
    configProblem: deps.configProblem(),
    live: deps.live.list(),
    models: config.models.length,
    defaultModel: config.router.default,
    defaultIsModel: findModel(config, config.router.default) !== undefined,
    open: deps.adminToken !== undefined && config.server.apiKey === undefined,
    usage: known ?? askLedger(deps, (reader) => readUsage(reader, range)),
  };
}
