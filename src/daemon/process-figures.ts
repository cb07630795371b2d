import type { ProcessFigures } from "../usage/metrics/create-metrics.ts";

/** What this process uses now. */
export function readProcessFigures(): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    startedAt: Math.round(Date.now() / 1000 - process.uptime()),
  };
}
