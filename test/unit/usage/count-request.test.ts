import { describe, expect, test } from "bun:test";
import { combineRecorders } from "../../../src/usage/combine-recorders.ts";
import { type CountedRequest, countRequest } from "../../../src/usage/count-request.ts";
import { makeAttempt, makeRecord } from "./make-record.ts";

const { usage: _usage, firstEventMs: _first, ...bare } = makeAttempt();
const refused = { ...bare, provider: "openrouter", outcome: "billing", status: 402 } as const;
const skipped = { ...bare, provider: "chatgpt", outcome: "skipped" } as const;

describe("a counted request", () => {
  test("answered by the first call is ok, even if a target was passed over", () => {
    const counted = countRequest(makeRecord({ attempts: [skipped, makeAttempt()] }));
    expect(counted).toMatchObject({ outcome: "ok", tries: 1, served: { provider: "zai" } });
  });

  test("answered by a later call was saved by failover", () => {
    const counted = countRequest(makeRecord({ attempts: [skipped, refused, makeAttempt()] }));
    expect(counted).toMatchObject({ outcome: "failover", tries: 2, served: { provider: "zai" } });
  });

  test("with an error status failed and was served by nobody", () => {
    const failure = { kind: "billing", message: "Insufficient credits" } as const;
    const counted = countRequest(makeRecord({ status: 402, attempts: [refused], failure }));
    expect(counted.outcome).toBe("failed");
    expect(counted.served).toBeUndefined();
  });

  test("that broke off after commit failed, but was served in part", () => {
    const cut = makeAttempt({ outcome: "incomplete_stream" });
    const failure = { kind: "incomplete_stream", message: "The stream ended early." } as const;
    const counted = countRequest(makeRecord({ attempts: [cut], failure }));
    expect(counted).toMatchObject({ outcome: "failed", served: { provider: "zai" } });
  });

  test("whose client went away is nobody's failure", () => {
    const left = makeAttempt({ outcome: "cancelled" });
    const counted = countRequest(makeRecord({ status: 499, attempts: [left] }));
    expect(counted).toMatchObject({ outcome: "cancelled", served: { provider: "zai" } });
  });

  test("sums tokens and cost over its attempts, leaving unreported kinds out", () => {
    const half = makeAttempt({ outcome: "incomplete_stream", usage: { input: 10, cacheRead: 5 } });
    const counted = countRequest(makeRecord({ attempts: [half, makeAttempt()] }));
    expect(counted.usage).toEqual({ input: 1_010, cacheRead: 5, output: 200 });
    // (10 × 0.6 + 5 × 0.11 + 1,000 × 0.6 + 200 × 2.2) / 1e6
    expect(counted.cost.billed).toBeCloseTo(0.00104655, 12);
  });

  test("has an unknown cost as soon as one attempt has", () => {
    const unknown = makeAttempt({ model: "glm-unheard-of" });
    expect(countRequest(makeRecord({ attempts: [unknown, makeAttempt()] })).cost).toEqual({});
  });

  test("knows whether a plan paid for the answer", () => {
    expect(countRequest(makeRecord()).plan).toBe(false);
    expect(countRequest(makeRecord({ attempts: [makeAttempt({ subscription: true })] })).plan).toBe(true);
  });
});

test("a sink that throws is reported and the others still get the request", () => {
  const taken: CountedRequest[] = [];
  const faults: unknown[] = [];
  const recorder = combineRecorders(
    [
      {
        take: () => {
          throw new Error("full");
        },
      },
      { take: (counted) => void taken.push(counted) },
    ],
    (error) => faults.push(error),
  );
  recorder.record(makeRecord());
  recorder.settle();
  expect(taken.map(({ request }) => request.id)).toEqual(["req_1"]);
  expect(faults).toEqual([new Error("full")]);
});
