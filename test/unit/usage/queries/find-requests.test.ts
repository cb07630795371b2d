import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countRequest } from "../../../../src/usage/count-request.ts";
import { openLedger } from "../../../../src/usage/ledger/open-ledger.ts";
import type { Cursor } from "../../../../src/usage/queries/find-requests.ts";
import { type LedgerReader, openLedgerReader } from "../../../../src/usage/queries/open-reader.ts";
import type { RequestFilter } from "../../../../src/usage/queries/request-filter.ts";
import { makeAttempt, makeRecord, refusedAttempt, skippedAttempt } from "../make-record.ts";
import { recordingLog } from "../temporary-ledger.ts";

const start = Date.UTC(2026, 10, 22, 12);

const records = [
  makeRecord({ id: "req_0", startedAt: start, routeReason: "think", routeMatch: "effort xhigh" }),
  makeRecord({
    id: "req_1",
    startedAt: start + 1_000,
    model: "gpt-5.1-high",
    program: "claude-cli/2.1.330",
    requestClass: "main",
    stopReason: "end_turn",
    attempts: [skippedAttempt, refusedAttempt, makeAttempt({ mode: "translate", protocol: "openai-chat" })],
    dropped: { context_management: 1, "messages.content.signature": 3 },
  }),
  makeRecord({
    id: "req_2",
    startedAt: start + 1_000, // the same moment as the one before
    client: "openai-responses",
    endpoint: "responses",
    status: 402,
    attempts: [refusedAttempt],
    failure: { kind: "billing", message: "Insufficient credits" },
  }),
  makeRecord({ id: "req_3", startedAt: start + 2_000, status: 499, session: "aaaa000011112222" }),
  makeRecord({
    id: "req_4",
    startedAt: start + 3_000,
    status: 404,
    failure: { kind: "not_found", message: "No such model" },
    attempts: [],
  }),
];

const folder = mkdtempSync(join(tmpdir(), "ccm-usage-find-"));
let reader: LedgerReader;

beforeAll(() => {
  const ledger = openLedger(join(folder, "usage.sqlite"), { log: recordingLog().log });
  for (const record of records) ledger.take(countRequest(record));
  ledger.close();
  reader = openLedgerReader(ledger.path);
});

afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

const idsOf = (filter: RequestFilter): string[] => reader.list(filter, 50).requests.map(({ id }) => id);

describe("a list of requests", () => {
  test("begins with the latest", () => {
    expect(idsOf({})).toEqual(["req_4", "req_3", "req_2", "req_1", "req_0"]);
  });

  test.each<[RequestFilter, string[]]>([
    [{ model: "gpt-5.1-high" }, ["req_1"]],
    [{ provider: "zai" }, ["req_3", "req_1", "req_0"]],
    [{ route: "think" }, ["req_0"]],
    [{ outcome: "failover" }, ["req_1"]],
    [{ outcome: "failed" }, ["req_4", "req_2"]],
    [{ status: 402 }, ["req_2"]],
    [{ status: "4xx" }, ["req_4", "req_3", "req_2"]],
    [{ client: "openai-responses" }, ["req_2"]],
    [{ endpoint: "responses" }, ["req_2"]],
    [{ text: "GPT-5.1" }, ["req_1"]],
    [{ text: "insufficient" }, ["req_2"]],
    [{ text: "100%" }, []],
    [{ session: "aaaa000011112222" }, ["req_3"]],
    [{ from: start + 1_000, to: start + 2_000 }, ["req_2", "req_1"]],
    [{ outcome: "failed", status: "4xx", client: "anthropic" }, ["req_4"]],
  ])("filtered by %j", (filter, ids) => {
    expect(idsOf(filter)).toEqual(ids);
  });

  test("goes on where the page before ended, even between requests of one moment", () => {
    const pages: string[][] = [];
    let after: Cursor | undefined;
    do {
      const page = reader.list({}, 2, after);
      pages.push(page.requests.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(pages).toEqual([["req_4", "req_3"], ["req_2", "req_1"], ["req_0"]]);
  });

  test("shows who answered, and nobody where nobody did", () => {
    const [latest, , refusedOne, saved] = reader.list({}, 50).requests;
    expect(saved).toMatchObject({ provider: "zai", servedModel: "glm-4.6", tries: 2, plan: false });
    expect(refusedOne).toMatchObject({ provider: undefined, tries: 1, failureKind: "billing" });
    expect(latest).toMatchObject({ provider: undefined, tries: 0, tokens: { input: undefined } });
  });
});

describe("the sum of a filtered list", () => {
  test("is what its requests come to", () => {
    expect(reader.sum({ provider: "zai" }, 1000)).toMatchObject({
      requests: 3,
      ok: 1,
      failover: 1,
      cancelled: 1,
      failed: 0,
      tokens: { input: 3_000, output: 600 },
    });
    expect(reader.sum({ status: "4xx", outcome: "failed" }, 1000)).toMatchObject({ requests: 2, failed: 2 });
    expect(reader.sum({ model: "nobody" }, 1000)).toMatchObject({
      requests: 0,
      cost: { billed: 0, unpriced: 0 },
    });
  });

  test("is the sum of everything without a filter", () => {
    expect(reader.sum({}, 1000)).toEqual(reader.totals({ from: 0, to: start + 86_400_000 }));
  });

  test("is of the latest alone when there are more", () => {
    expect(reader.sum({ provider: "zai" }, 2)).toMatchObject({ requests: 2 });
  });
});

test("following along gives what finished later, in that order", () => {
  const all = reader.list({}, 50).requests;
  const seq = all.find(({ id }) => id === "req_1")?.seq ?? 0;
  expect(reader.listAfter({}, seq, 50).map(({ id }) => id)).toEqual(["req_2", "req_3", "req_4"]);
  expect(reader.listAfter({ status: 404 }, seq, 50).map(({ id }) => id)).toEqual(["req_4"]);
  expect(reader.listAfter({}, reader.lastSeq(), 50)).toEqual([]);
});

describe("one request", () => {
  test("comes with its attempts in order, passed-over targets too, and what was left out", () => {
    const found = reader.request("req_1");
    expect(found).toMatchObject({
      outcome: "failover",
      program: "claude-cli/2.1.330",
      requestClass: "main",
      stopReason: "end_turn",
      stream: true,
      requestBytes: 2_048,
      dropped: { context_management: 1, "messages.content.signature": 3 },
      tokens: { input: 1_000, output: 200, cacheRead: undefined },
      attempts: [
        { provider: "chatgpt", outcome: "skipped", reason: "Cooling down until 16:40", cost: { billed: 0 } },
        { provider: "openrouter", outcome: "billing", status: 402, endMs: 310 },
        { provider: "zai", outcome: "ok", mode: "translate", firstEventMs: 120, credential: "zai#1" },
      ],
    });
    expect(found?.cost.billed).toBeCloseTo(0.00104, 12);
  });

  test("keeps why it failed", () => {
    expect(reader.request("req_2")).toMatchObject({
      failureKind: "billing",
      failureMessage: "Insufficient credits",
    });
  });

  test("is not found when there is none", () => {
    expect(reader.request("req_nowhere")).toBeUndefined();
  });
});
