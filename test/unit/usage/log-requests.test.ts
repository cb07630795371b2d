import { describe, expect, test } from "bun:test";
import { createLog } from "../../../src/log.ts";
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

  test("is short for a person, with an id that ccm why takes", () => {
    const lines: string[] = [];
    const log = createLog({ level: "info", format: "pretty", write: (line) => lines.push(line) });
    const {
      usage: _usage,
      firstEventMs: _first,
      ...refused
    } = makeAttempt({ outcome: "overloaded", status: 529 });
    const failure = { kind: "overloaded", message: "secret words" } as const;
    const id = "req_0123456789abcdefghijkmnp";
    for (const record of [
      makeRecord({ id }),
      makeRecord({ id, attempts: [refused, makeAttempt({ provider: "b", subscription: true })] }),
      makeRecord({ id, status: 529, attempts: [refused], failure }),
    ]) {
      logRequests(log).take(countRequest(record));
    }
    expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""))).toEqual([
      "info  200  glm-4.6 (default)  zai glm-4.6  900 ms  1.0 k in, 200 out  $0.0010  req_01234567",
      "info  200  glm-4.6 (default)  b glm-4.6  900 ms  2 tries  1.0 k in, 200 out  plan  req_01234567",
      "info  529 overloaded  glm-4.6 (default)  nobody  900 ms  $0  req_01234567",
    ]);
  });
});
