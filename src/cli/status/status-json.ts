import { cooldownJson } from "../../admin/cooldown-json.ts";
import { requestJson } from "../requests/render-requests.ts";
import { snakeKeys } from "../snake-keys.ts";
import type { Status } from "./collect-status.ts";
import { standingJson } from "./describe-standing.ts";

function usageJson(usage: Status["usage"]): object {
  if ("problem" in usage) return usage;
  const { totals, latencies, targets, routes, recent } = usage;
  return {
    range: "today",
    totals,
    firstTokenMs: latencies.firstToken,
    overheadMs: latencies.overhead,
    targets,
    routes,
    recent: recent.map(requestJson),
  };
}

/** All of the status for a program. Holds no secret. */
export function statusJson(status: Status): object {
  const { standing, configPath, providers, cooldowns, findings, daemon, usage } = status;
  return {
    ...standingJson(standing),
    config: configPath,
    live: daemon?.live ?? null,
    not_loaded: daemon?.config.not_loaded ?? null,
    ledger: daemon?.ledger ?? null,
    providers,
    cooldowns: cooldowns.map(cooldownJson),
    findings,
    usage: snakeKeys(usageJson(usage)),
  };
}
