import { baseUrlOf } from "../../daemon/base-url.ts";
import type { Standing } from "../../daemon/find-instance.ts";

/** `40 s`, `31 min`, `5 h`, `12 days`: how long something lasts already, rounded down. */
function formatAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** Whether ccm runs, in one line. */
export function describeStanding(standing: Standing, now: Date): string {
  switch (standing.state) {
    case "absent":
      return "ccm is not running";
    case "stale":
      return `ccm is not running (stale pid file: ${standing.reason})`;
    case "original":
      return `claude-code-mux is running (pid ${standing.pid})`;
    case "silent":
      return `ccm ${standing.instance.version} is running (pid ${standing.instance.pid}) but does not answer`;
    case "running": {
      const { version, pid, startedAt } = standing.instance;
      const age = formatAge(now.getTime() - startedAt);
      return `ccm ${version} is running (pid ${pid}) on ${baseUrlOf(standing.instance)} for ${age}`;
    }
  }
}

/** The same for a program. */
export function standingJson(standing: Standing): object {
  switch (standing.state) {
    case "running":
    case "silent": {
      const { pid, version, startedAt } = standing.instance;
      const url = baseUrlOf(standing.instance);
      return { state: standing.state, pid, url, version, started_at: new Date(startedAt).toISOString() };
    }
    case "original":
      return { state: standing.state, pid: standing.pid };
    case "stale":
      return { state: standing.state, reason: standing.reason };
    case "absent":
      return { state: "not running" };
  }
}
