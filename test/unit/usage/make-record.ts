import type { AttemptRecord, RequestRecord } from "../../../src/usage/record.ts";

/** An attempt that went well, with the given members changed. */
export function makeAttempt(changes: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    provider: "zai",
    providerType: "z.ai",
    model: "glm-4.6",
    subscription: false,
    credential: "zai#1",
    protocol: "anthropic",
    mode: "relay",
    outcome: "ok",
    status: 200,
    startMs: 0.4,
    headersMs: 90,
    firstEventMs: 120,
    endMs: 900,
    usage: { input: 1_000, output: 200 },
    ...changes,
  };
}

const { usage: _usage, firstEventMs: _first, headersMs: _headers, ...bare } = makeAttempt();

/** A target that was passed over, since its credential rests. */
export const skippedAttempt: AttemptRecord = {
  ...bare,
  provider: "chatgpt",
  outcome: "skipped",
  reason: "Cooling down until 16:40",
};

/** A target that refused, since there is no money left. */
export const refusedAttempt: AttemptRecord = {
  ...bare,
  provider: "openrouter",
  outcome: "billing",
  status: 402,
  endMs: 310,
  reason: "Insufficient credits",
};

/** A request answered at the first try, with the given members changed. */
export function makeRecord(changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: "req_1",
    startedAt: Date.UTC(2026, 10, 22, 12, 0, 0),
    client: "anthropic",
    endpoint: "messages",
    session: "7f3c0000000091ab",
    requestedModel: "claude-sonnet-5-5",
    model: "glm-4.6",
    routeReason: "default",
    stream: true,
    status: 200,
    requestBytes: 2_048,
    durationMs: 900,
    firstTokenMs: 120,
    overheadMs: 0.4,
    attempts: [makeAttempt()],
    dropped: {},
    ...changes,
  };
}
