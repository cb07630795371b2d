import { describe, expect, test } from "bun:test";
import { countRequest } from "../../../src/usage/count-request.ts";
import { logRequests } from "../../../src/usage/log-requests.ts";
import type { RequestRecord } from "../../../src/usage/record.ts";
import { makeAttempt, makeRecord } from "./make-record.ts";
import { recordingLog } from "./temporary-ledger.ts";

function linesOf(record: RequestRecord): Record<string, unknown>[] {
  const { log, lines } = recordingLog();
  logRequests(log).take(countRequest(record));
  return lines.map((line) => {
    const { time: _time, ...rest } = JSON.parse(line);
    return rest;
  });
}

describe("the log line of a request", () => {
  test("tells what was asked, who answered, how long it took and what it cost", () => {
    const usage = { input: 1_000, cacheRead: 2_000, output: 200 };
    expect(linesOf(makeRecord({ attempts: [makeAttempt({ usage })] }))).toEqual([
      {
        level: "info",
        message: "request",
        id: "req_1",
        client: "anthropic",
        route: "default",
        model: "glm-4.6",
        provider: "zai",
        served: "glm-4.6",
        status: 200,
        ms: 900,
        first_token_ms: 120,
        tokens_in: 3_000,
        tokens_out: 200,
        cost: 0.00126,
      },
    ]);
  });

  test("tells of attempts when there were several, and of the failure", () => {
    const {
      usage: _usage,
      firstEventMs: _first,
      ...refused
    } = makeAttempt({ outcome: "overloaded", status: 529 });
    const failure = { kind: "overloaded", message: "the prompt was: secret words" } as const;
    const [line] = linesOf(makeRecord({ status: 529, attempts: [refused, refused], failure }));
    expect(line).toMatchObject({ status: 529, attempts: 2, failure: "overloaded" });
    expect(line).not.toHaveProperty("provider");
    expect(JSON.stringify(line)).not.toContain("secret words");
  });

  test("says plan where a plan paid, and nothing where the cost is unknown", () => {
    expect(linesOf(makeRecord({ attempts: [makeAttempt({ subscription: true })] }))[0]).toMatchObject({
      cost: "plan",
    });
    expect(
      linesOf(makeRecord({ attempts: [makeAttempt({ model: "glm-unheard-of" })] }))[0],
    ).not.toHaveProperty("cost");
  });
});
