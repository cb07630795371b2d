import { cooldownJson } from "./cooldown-json.ts";
import type { AdminDependencies } from "./dependencies.ts";
import type { Overview } from "./state/read-overview.ts";

function time(ms: number): string {
  return new Date(ms).toISOString();
}

function optionalTime(ms: number | undefined): string | null {
  return ms === undefined ? null : time(ms);
}

function usageJson({ usage, range }: Overview): object {
  if ("problem" in usage) return { problem: usage.problem };
  const { totals, latencies, targets, routes, recent } = usage.answer;
  return {
    range: range.name,
    totals,
    first_token_ms: latencies.firstToken,
    overhead_ms: latencies.overhead,
    targets,
    routes,
    recent: recent.map(({ seq: _seq, startedAt, ...request }) => ({
      started_at: time(startedAt),
      ...request,
    })),
  };
}

/** All of Overview for a program. Holds no secret: states, names, figures. */
export function statusJson(deps: AdminDependencies, overview: Overview): object {
  const { providers, cooldowns, findings, configProblem, live } = overview;
  return {
    version: deps.version,
    started_at: time(deps.startedAt),
    address: deps.address,
    live: live.length,
    config: {
      path: deps.config().path,
      findings,
      not_loaded: configProblem ?? null,
    },
    providers: providers.map(({ provider, state }) => ({
      name: provider.name,
      type: provider.type,
      ready: state.ready,
      state: state.word,
      reason: state.detail,
      until: optionalTime(state.until),
    })),
    cooldowns: cooldowns.map(cooldownJson),
    ledger: deps.ledger?.status() ?? null,
    usage: usageJson(overview),
  };
}
