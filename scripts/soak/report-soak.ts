import type { Reloads } from "./reload-often.ts";
import type { Kind } from "./traffic-mix.ts";
import { growthPerHour, type Sample } from "./watch-process.ts";

/** Everything a soak has seen. */
export interface Soak {
  readonly durationMs: number;
  readonly outcomes: readonly { readonly kind: Kind; readonly got: Kind["outcome"] | "broken" }[];
  /** What ccm wrote. */
  readonly log: string;
  readonly samples: readonly Sample[];
  readonly reloads: Reloads;
  readonly tokens: { readonly refreshes: number; readonly reuses: number };
  /** How often the idle process woke up in a second. */
  readonly wakeups: { readonly before: number; readonly after: number };
  /** Streams that ccm held alive when all clients were gone. */
  readonly live: number;
  readonly exitCode: number;
}

/** Code is compiled and caches fill during the first part. */
const warmUpShare = 0.3;
/** Connections that may still be kept for use when the traffic has ended. */
const mostIdleConnections = 20;
/** The background's own timers are this irregular. */
const mostWakeupsMore = 10;

/** Megabytes an hour by which memory may grow; a shorter run cannot tell less from noise. */
function mostGrowth(durationMs: number): number {
  const minutes = durationMs / 60_000;
  if (minutes < 5) return Number.POSITIVE_INFINITY;
  return minutes < 30 ? 60 : 1;
}

/** What is wrong in what ccm wrote; that a broken config is not taken is as it should be. */
function complaintsOf(log: string): string[] {
  return log
    .split("\n")
    .filter((line) => /unhandled|uncaught|a bug in ccm|"level":"error"/i.test(line))
    .filter((line) => !line.includes("config not reloaded"));
}

/** The median of what a process held in each tenth of a run: a plateau tells more than its two ends. */
function medians(samples: readonly Sample[], durationMs: number): string[] {
  return Array.from({ length: 10 }, (_, tenth) => {
    const part = samples.filter(({ at }) => Math.floor((at / durationMs) * 10) === tenth);
    const sizes = part.map(({ rss }) => rss).sort((a, b) => a - b);
    return (sizes[Math.floor(sizes.length / 2)] ?? 0).toFixed(0);
  });
}

/** Prints what was seen, and gives the exit code: 0 when all is as it must be. */
export function reportSoak(soak: Soak): number {
  const { durationMs, outcomes, samples, reloads, tokens, wakeups } = soak;
  const odd = outcomes.filter(({ kind, got }) => got !== kind.outcome);
  const complaints = complaintsOf(soak.log);
  const settled = samples.filter(({ at }) => at > durationMs * warmUpShare);
  const [first, last, atStart] = [settled[0], samples.at(-1), samples[0]];
  const growth = growthPerHour(settled.filter(({ at }) => at < durationMs));
  const limit = mostGrowth(durationMs);
  const peak = Math.max(...samples.map(({ rss }) => rss));
  const moreDescriptors = (last?.descriptors ?? 0) - (atStart?.descriptors ?? 0);
  const injected = outcomes.filter(({ kind }) => kind.outcome === "error").length;
  const failed = outcomes.filter(({ got }) => got === "error" || got === "broken").length;
  const counts = [...Map.groupBy(outcomes, ({ got }) => got)].map(([got, all]) => `${all.length} ${got}`);
  const { written, signalled, broken } = reloads;

  console.log(`requests: ${outcomes.length} (${counts.join(", ")}); ${failed} errors, ${injected} injected`);
  console.log(
    `reloads: ${written} found by the watch, ${signalled} by SIGHUP, ${broken} broken files passed over`,
  );
  console.log(`tokens: ${tokens.refreshes} refreshes under load, ${tokens.reuses} used twice`);
  console.log(
    `memory: ${first?.rss.toFixed(1)} MB after the warm-up, ${last?.rss.toFixed(1)} at the end, ${peak.toFixed(1)} at most`,
  );
  console.log(`memory in each tenth of the run: ${medians(samples, durationMs).join(", ")} MB`);
  console.log(`growth after the warm-up: ${growth.toFixed(1)} MB an hour (at most ${limit})`);
  console.log(`file descriptors: ${atStart?.descriptors} at the start, ${last?.descriptors} at the end`);
  console.log(
    `wake-ups a second when idle: ${wakeups.before.toFixed(1)} at the start, ${wakeups.after.toFixed(1)} at the end`,
  );
  for (const { kind, got } of odd.slice(0, 20))
    console.log(`ODD  ${kind.name}: ${got} instead of ${kind.outcome}`);
  for (const line of complaints.slice(0, 20)) console.log(`LOG  ${line.slice(0, 300)}`);

  const wrong = [
    odd.length > 0 && `${odd.length} odd outcomes`,
    complaints.length > 0 && `${complaints.length} complaints in the log`,
    growth > limit && "memory grows",
    moreDescriptors > mostIdleConnections && "descriptors leak",
    wakeups.after > wakeups.before + mostWakeupsMore && "timers leak",
    soak.live > 0 && `${soak.live} streams live on`,
    tokens.reuses > 0 && "a refresh token was used twice",
    soak.exitCode !== 0 && `exit code ${soak.exitCode}`,
  ].filter((problem) => problem !== false);
  console.log(`soak: ${outcomes.length} requests in ${durationMs / 1000} s; ${wrong.join(", ") || "ok"}`);
  return wrong.length === 0 ? 0 : 1;
}
