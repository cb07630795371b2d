import type { CountedAttempt, CountedRequest, UsageSink } from "../count-request.ts";
import type { LedgerStatus } from "../ledger/open-ledger.ts";
import type { AttemptRecord } from "../record.ts";
import { boundNames } from "./bound-names.ts";
import { Counter, Histogram, type Sample, sampledLines } from "./families.ts";

/** What a process costs. */
export interface ProcessFigures {
  readonly residentBytes: number;
  /** User and system time since the start. */
  readonly cpuSeconds: number;
  /** Seconds since the epoch. */
  readonly startedAt: number;
}

/** What is true at the moment of asking and known elsewhere. */
export interface MetricSources {
  readonly version: string;
  readonly commit: string;
  /** Answers that are streaming right now. */
  readonly liveStreams: () => number;
  /** Cooldowns that have not ended. */
  readonly cooldowns: () => readonly {
    readonly key: { readonly provider: string };
    readonly cause: string;
  }[];
  readonly ledger: () => LedgerStatus;
  readonly process?: () => ProcessFigures;
}

/** Counts everything that finishes and tells it to Prometheus. */
export interface Metrics extends UsageSink {
  /** The metrics as Prometheus text, version 0.0.4. */
  render(): string;
}

/** Distinct models and providers that get series of their own. */
const nameLimit = 100;

const firstTokenBounds = [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60, 120];
const overheadBounds = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];

function readProcess(): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    startedAt: Date.now() / 1000 - process.uptime(),
  };
}

/** How many there are of each combination of labels. */
function countBy<Item>(items: readonly Item[], labelsOf: (item: Item) => readonly string[]): Sample[] {
  const counts = new Map<string, { readonly labels: readonly string[]; value: number }>();
  for (const item of items) {
    const labels = labelsOf(item);
    const key = labels.join("\u0000");
    const count = counts.get(key);
    if (count) count.value += 1;
    else counts.set(key, { labels, value: 1 });
  }
  return [...counts.values()];
}

function gauge(name: string, help: string, value: number): string[] {
  return sampledLines("gauge", name, help, [], [{ labels: [], value }]);
}

function sourceLines(sources: MetricSources): string[] {
  const ledger = sources.ledger();
  const { residentBytes, cpuSeconds, startedAt } = (sources.process ?? readProcess)();
  const cooling = countBy(sources.cooldowns(), ({ key, cause }) => [key.provider, cause]);
  const build: Sample = { labels: [sources.version, sources.commit], value: 1 };
  return [
    ...gauge("ccm_live_streams", "Requests that are being answered now.", sources.liveStreams()),
    ...sampledLines(
      "gauge",
      "ccm_cooldowns",
      "Targets not tried for now, by cause.",
      ["provider", "cause"],
      cooling,
    ),
    ...gauge(
      "ccm_ledger_recording",
      "Whether the usage ledger can be written.",
      Number(ledger.state === "recording"),
    ),
    ...gauge("ccm_ledger_queued_requests", "Requests that wait to be written to the ledger.", ledger.queued),
    ...sampledLines(
      "counter",
      "ccm_ledger_dropped_requests_total",
      "Requests the ledger lost.",
      [],
      [{ labels: [], value: ledger.dropped }],
    ),
    ...sampledLines("gauge", "ccm_build_info", "Version and commit.", ["version", "commit"], [build]),
    ...gauge("process_resident_memory_bytes", "Resident memory.", residentBytes),
    ...sampledLines(
      "counter",
      "process_cpu_seconds_total",
      "User and system CPU time.",
      [],
      [{ labels: [], value: cpuSeconds }],
    ),
    ...gauge("process_start_time_seconds", "When the process started, seconds since the epoch.", startedAt),
  ];
}

/** Creates the metrics; counting starts at zero, with the process. */
export function createMetrics(sources: MetricSources): Metrics {
  const modelName = boundNames(nameLimit);
  const providerName = boundNames(nameLimit);
  const targetName = boundNames(nameLimit);
  const requests = new Counter("ccm_requests_total", "Requests from clients.", [
    "client",
    "endpoint",
    "route",
    "model",
    "outcome",
  ]);
  const attempts = new Counter("ccm_attempts_total", "Targets tried or passed over.", [
    "provider",
    "model",
    "outcome",
  ]);
  const tokens = new Counter("ccm_tokens_total", "Tokens as providers reported them.", [
    "provider",
    "model",
    "kind",
  ]);
  const cost = new Counter("ccm_cost_dollars_total", "US dollars: billed, and at list price.", [
    "provider",
    "model",
    "kind",
  ]);
  const unpriced = new Counter("ccm_unpriced_attempts_total", "Attempts of unknown cost.", [
    "provider",
    "model",
  ]);
  const firstToken = new Histogram(
    "ccm_first_token_seconds",
    "From the request to the first token sent to the client.",
    ["provider"],
    firstTokenBounds,
  );
  const overhead = new Histogram(
    "ccm_overhead_seconds",
    "What ccm took before the upstream had the request.",
    [],
    overheadBounds,
  );

  /** What is added up for one provider and model. */
  const openTarget = (target: readonly [provider: string, model: string]) => ({
    target,
    input: tokens.of([...target, "input"]),
    cacheRead: tokens.of([...target, "cache_read"]),
    cacheWrite5m: tokens.of([...target, "cache_write_5m"]),
    cacheWrite1h: tokens.of([...target, "cache_write_1h"]),
    output: tokens.of([...target, "output"]),
    reasoning: tokens.of([...target, "reasoning"]),
    billed: cost.of([...target, "billed"]),
    list: cost.of([...target, "list"]),
    unpriced: unpriced.of(target),
  });
  const targets = new Map<string, ReturnType<typeof openTarget>>();

  const targetOf = ({ provider, model }: AttemptRecord): ReturnType<typeof openTarget> => {
    const names = [providerName(provider), targetName(model)] as const;
    const key = names.join("\u0000");
    const known = targets.get(key) ?? openTarget(names);
    targets.set(key, known);
    return known;
  };

  const takeAttempt = ({ attempt, usage, cost: dollars }: CountedAttempt): void => {
    const to = targetOf(attempt);
    attempts.of([...to.target, attempt.outcome]).add(1);
    to.input.add(usage.input);
    to.cacheRead.add(usage.cacheRead);
    to.cacheWrite5m.add(usage.cacheWrite5m);
    to.cacheWrite1h.add(usage.cacheWrite1h);
    to.output.add(usage.output);
    to.reasoning.add(usage.reasoning);
    to.billed.add(dollars.billed);
    to.list.add(dollars.list);
    if (dollars.list === undefined) to.unpriced.add(1);
  };

  return {
    take(counted: CountedRequest) {
      const { request, outcome, served } = counted;
      const { client, endpoint, routeReason } = request;
      requests.of([client, endpoint, routeReason, modelName(request.model), outcome]).add(1);
      for (const attempt of counted.attempts) takeAttempt(attempt);
      if (request.firstTokenMs !== undefined && served) {
        firstToken.observe([providerName(served.provider)], request.firstTokenMs / 1000);
      }
      if (request.overheadMs !== undefined) overhead.observe([], request.overheadMs / 1000);
    },
    render() {
      const counted = [requests, attempts, tokens, cost, unpriced, firstToken, overhead];
      return `${[...counted.flatMap((family) => family.lines()), ...sourceLines(sources)].join("\n")}\n`;
    },
  };
}
