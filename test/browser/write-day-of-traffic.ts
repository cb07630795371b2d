import { createLog } from "../../src/log.ts";
import { combineRecorders } from "../../src/usage/combine-recorders.ts";
import { openLedger } from "../../src/usage/ledger/open-ledger.ts";
import type { AttemptRecord, RequestRecord } from "../../src/usage/record.ts";

const routes = ["default", "default", "default", "subagent", "background", "think", "websearch", "direct"];
const minute = 60_000;
const fewestRequests = 80;

/** Numbers from 0 to 1 that look random and are the same every time. */
function createDice(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function requestAt(startedAt: number, index: number, dice: () => number): RequestRecord {
  const fate = dice();
  const firstMs = 400 + dice() * 1600;
  const endMs = firstMs + 500 + dice() * 9000;
  const attempt = (changes: Partial<AttemptRecord>): AttemptRecord => ({
    provider: "openrouter",
    providerType: "openrouter",
    model: "anthropic/claude-sonnet-4.5",
    subscription: false,
    credential: "openrouter#2",
    protocol: "anthropic",
    mode: "relay",
    outcome: "ok",
    status: 200,
    startMs: 0.4,
    endMs,
    ...changes,
  });
  const usage = {
    input: Math.round(900 + dice() * 4000),
    cacheRead: Math.round(dice() * 60_000),
    cacheWrite5m: Math.round(dice() * 4000),
    output: Math.round(100 + dice() * 2000),
    reasoning: 80,
  };
  const served = attempt({ headersMs: firstMs * 0.8, firstEventMs: firstMs, usage });
  const refused = attempt({
    provider: "zai",
    providerType: "z.ai",
    model: "glm-4.6",
    credential: "zai",
    outcome: "overloaded",
    status: 529,
    reason: "Overloaded, try again later",
    endMs: firstMs * 0.3,
  });
  const skipped = attempt({
    outcome: "skipped",
    reason: "cooling down until 16:40 (usage limit)",
    endMs: 0.4,
  });
  const translated = { protocol: "openai-chat", mode: "translate" } as const;
  const failed = fate > 0.96;
  const failover = !failed && fate > 0.85;
  return {
    id: `req_day${String(index).padStart(20, "0")}`,
    startedAt,
    client: "anthropic",
    endpoint: "messages",
    session: "7f3c0000000091ab",
    program: "claude-cli/2.1.330",
    requestedModel: "claude-sonnet-5-5",
    model: "sonnet",
    routeReason: routes[index % routes.length] ?? "default",
    routeMatch: "auto_map_regex matches claude-sonnet-5-5",
    stream: true,
    status: failed ? 529 : 200,
    requestBytes: 214_000,
    durationMs: failed ? firstMs * 0.3 : endMs,
    overheadMs: 0.2 + dice() * 2,
    stopReason: "end_turn",
    attempts: failed
      ? [refused]
      : failover
        ? [skipped, refused, { ...served, ...translated, startMs: firstMs * 0.3 }]
        : [served],
    dropped: failover ? { context_management: 1, "thinking signature": 4 } : {},
    ...(failed
      ? { failure: { kind: "overloaded", message: "Overloaded, try again later" } }
      : { firstTokenMs: firstMs, usage }),
  };
}

/** Opens a ledger for writing without a daemon; `close` writes out what is left. */
function openForWriting(ledgerPath: string) {
  const log = createLog({ level: "error", format: "json", write: () => undefined });
  const ledger = openLedger(ledgerPath, { log });
  const recorder = combineRecorders([ledger], (error) => {
    throw error;
  });
  return {
    record: recorder.record,
    flush() {
      recorder.settle();
      ledger.flush();
    },
    close() {
      recorder.settle();
      ledger.close();
    },
  };
}

/** Writes requests from midnight to `now` into a ledger file, more by day than by night; gives their number. */
export function writeDayOfTraffic(ledgerPath: string, now: number): number {
  const ledger = openForWriting(ledgerPath);
  const dice = createDice();
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  let count = 0;
  // Just after midnight the day is short: it gets its requests all the same.
  const longestGap = (now - midnight) / fewestRequests;
  for (let at = midnight; at < now; at += Math.min(minute * (1 + dice() * 6), longestGap)) {
    count += 1;
    ledger.record(requestAt(Math.floor(at), count, dice));
  }
  ledger.close();
  return count;
}

const flushEvery = 5000;

/** Writes so many requests into a ledger file: a tenth of them since midnight, the rest in the 28 days before. */
export function writeManyRequests(ledgerPath: string, count: number, now: number): void {
  const ledger = openForWriting(ledgerPath);
  const dice = createDice();
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const [begin, older] = [midnight - 28 * 24 * 60 * minute, count * 0.9];
  for (let index = 0; index < count; index++) {
    const at =
      index < older
        ? begin + ((midnight - begin) * index) / older
        : midnight + ((now - midnight) * (index - older)) / (count - older);
    ledger.record(requestAt(Math.floor(at), index, dice));
    if (index % flushEvery === 0) ledger.flush();
  }
  ledger.close();
}
