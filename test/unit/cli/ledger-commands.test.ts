import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../../src/cli/program.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import { UserError } from "../../../src/errors.ts";
import { countRequest } from "../../../src/usage/count-request.ts";
import { openLedger } from "../../../src/usage/ledger/open-ledger.ts";
import { makeAttempt, makeRecord, refusedAttempt, skippedAttempt } from "../usage/make-record.ts";
import { recordingLog } from "../usage/temporary-ledger.ts";

/*
 * `ccm usage`, `ccm logs` and `ccm why` on a ledger of four requests, run as the program runs them.
 */

const home = mkdtempSync(join(tmpdir(), "ccm-cli-usage-"));
const empty = mkdtempSync(join(tmpdir(), "ccm-cli-empty-"));
const now = Date.now();

beforeAll(() => {
  const ledger = openLedger(join(home, "usage.sqlite"), { log: recordingLog().log });
  const records = [
    makeRecord({ id: "req_old", startedAt: now - 20 * 86_400_000, model: "old" }),
    makeRecord({
      id: "req_plan",
      startedAt: now - 3_000,
      model: "sonnet, large",
      attempts: [makeAttempt({ subscription: true })],
    }),
    makeRecord({
      id: "req_saved",
      startedAt: now - 2_000,
      routeReason: "think",
      routeMatch: "effort xhigh",
      program: "claude-cli/2.1.330",
      stopReason: "end_turn",
      attempts: [
        skippedAttempt,
        refusedAttempt,
        makeAttempt({ startMs: 312, firstEventMs: 1_512, headersMs: 402, endMs: 5_312 }),
      ],
      dropped: { context_management: 1, topK: 3 },
    }),
    makeRecord({
      id: "req_failed",
      startedAt: now - 1_000,
      status: 402,
      attempts: [refusedAttempt],
      failure: { kind: "billing", message: "Insufficient credits" },
    }),
  ];
  for (const record of records) ledger.take(countRequest(record));
  ledger.close();
});

afterAll(() => {
  for (const folder of [home, empty]) rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly out: string[];
  readonly said: string[];
  readonly exitCode: number;
}

async function ccm(
  args: readonly string[],
  ccmHome = home,
  screen: Pick<Terminal, "color" | "columns"> = {},
): Promise<Run> {
  const [out, said]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    ...screen,
    env: { CCM_HOME: ccmHome },
    print: (text) => void out.push(...text.split("\n")),
    say: (text) => void said.push(...text.split("\n")),
  };
  try {
    return { out, said, exitCode: await runProgram(args, terminal) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { out, said: [...said, error.message], exitCode: error.exitCode };
  }
}

// `today` would be empty just after midnight: the tests ask for the week.
describe("ccm usage", () => {
  test("sums requests, tokens and cost, and breaks them down by model, the dearest first", async () => {
    const { out, exitCode } = await ccm(["usage", "week"]);
    expect(exitCode).toBe(0);
    expect(out).toEqual([
      "requests  3        1 saved by failover, 1 failed",
      "input     2.0 k    0% read from cache",
      "output    400",
      "cost      $0.0010  1 paid by plans; all at list price $0.0021",
      "",
      "MODEL          REQUESTS  FAILED  INPUT  CACHED  OUTPUT     COST  AT LIST PRICE",
      "glm-4.6               2       1  1.0 k      0%     200  $0.0010",
      "sonnet, large         1          1.0 k      0%     200       $0        $0.0010",
    ]);
  });

  test("prints JSON with whole numbers and every name in one style", async () => {
    const { out } = await ccm(["usage", "month", "--by", "route", "--json"]);
    const usage = JSON.parse(out.join("\n"));
    expect(Date.parse(usage.to)).toBeGreaterThan(Date.parse(usage.from));
    expect(usage.totals).toMatchObject({
      requests: 4,
      failover: 1,
      failed: 1,
      plan: 1,
      tokens: { input: 3_000, cache_write_5m: 0 },
    });
    expect(usage.shares.map(({ name }: { name: string }) => name)).toEqual(["default", "think"]);
  });

  test("prints CSV that a spreadsheet reads, quotes where they are needed", async () => {
    const { out, said } = await ccm(["usage", "week", "--csv"]);
    expect(said).toEqual([]);
    expect(out[0]).toBe(
      "model,requests,failed,input,cache_read,cache_write_5m,cache_write_1h,output,reasoning,web_searches,billed_usd,list_usd,unpriced",
    );
    expect(out).toContain('"sonnet, large",1,0,1000,0,0,0,200,0,0,0,0.00104,0');
    expect(out).toContain("glm-4.6,2,1,1000,0,0,0,200,0,0,0.00104,0.00104,0");
  });

  test("counts calls, not requests, by provider", async () => {
    const { out } = await ccm(["usage", "week", "--by", "provider"]);
    expect(out.slice(5).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ["PROVIDER", "CALLS"],
      ["zai", "2"],
      ["openrouter", "2"],
    ]);
  });

  test("takes any stretch of time", async () => {
    const { out } = await ccm(["usage", "--since", "30d", "--until", "10d"]);
    expect(out[0]).toBe("requests  1");
    expect((await ccm(["usage", "--since", "1h", "--until", "2h"])).exitCode).toBe(2);
  });

  test.each([
    [["usage", "year"]],
    [["usage", "--by", "colour"]],
    [["usage", "--json", "--csv"]],
    [["usage", "--since", "soon"]],
  ])("%j is wrong usage", async (args) => {
    const { out, said, exitCode } = await ccm(args);
    expect(exitCode).toBe(2);
    expect(out).toEqual([]);
    expect(said).not.toEqual([]);
  });
});

describe("ccm logs", () => {
  const idsOf = ({ out }: Run): (string | undefined)[] => out.slice(1).map((line) => line.split(/ +/).at(-1));

  test("lists requests, the latest last", async () => {
    const run = await ccm(["logs"]);
    expect(idsOf(run)).toEqual(["req_old", "req_plan", "req_saved", "req_failed"]);
    expect(run.out[3]).toMatch(
      /^.*think +glm-4\.6 +zai +200 +2 +1\.0 k +200 +\$0\.0010 +120 ms +900 ms +req_saved$/,
    );
  });

  test.each([
    [["--model", "old"], ["req_old"]],
    [
      ["--provider", "zai", "--since", "1d"],
      ["req_plan", "req_saved"],
    ],
    [["--status", "4xx"], ["req_failed"]],
    [["--status", "402"], ["req_failed"]],
    [["--outcome", "failover"], ["req_saved"]],
    [["--route", "think"], ["req_saved"]],
    [["--until", "1d"], ["req_old"]],
    [
      ["-n", "2"],
      ["req_saved", "req_failed"],
    ],
  ])("%j", async (args, ids) => {
    expect(idsOf(await ccm(["logs", ...args]))).toEqual(ids);
  });

  test.each([
    [160, "TIME ROUTE MODEL SERVED BY STATUS TRIES IN OUT COST FIRST TOTAL ID"],
    [120, "TIME ROUTE MODEL SERVED BY STATUS TRIES IN OUT COST TOTAL ID"],
    [80, "TIME MODEL STATUS COST TOTAL ID"],
  ])("fits a terminal of %d columns", async (width, head) => {
    const { out } = await ccm(["logs", "--outcome", "failover"], home, { columns: () => width });
    expect(out[0]?.replace(/ +/g, " ")).toBe(head);
    for (const line of out) expect(line.length).toBeLessThanOrEqual(width);
  });

  test("paints what failed, where colours are seen", async () => {
    const painted = "\u001b[31m402 billing\u001b[39m";
    expect((await ccm(["logs"], home, { color: true })).out.at(-1)).toContain(painted);
    expect((await ccm(["logs"])).out.at(-1)).not.toContain("\u001b");
  });

  test("prints one JSON object a line", async () => {
    const { out } = await ccm(["logs", "--json", "-n", "1"]);
    expect(out.map((line) => JSON.parse(line))).toMatchObject([
      {
        id: "req_failed",
        started_at: new Date(now - 1_000).toISOString(),
        failure_kind: "billing",
        duration_ms: 900,
      },
    ]);
  });

  test("says so when nothing fits", async () => {
    expect(await ccm(["logs", "--model", "nobody"])).toEqual({
      out: [],
      said: ["no such request in the ledger"],
      exitCode: 0,
    });
  });
});

describe("ccm why", () => {
  test("tells what became of a request, attempt by attempt", async () => {
    const { out } = await ccm(["why", "req_saved"]);
    expect(out.filter((line) => !line.startsWith("when "))).toEqual([
      "req_saved",
      "",
      "client     claude-cli/2.1.330, anthropic messages, streaming, 2.0 kB, session 7f3c0000000091ab",
      "asked for  claude-sonnet-5-5",
      "route      think: effort xhigh",
      "model      glm-4.6",
      "answer     200, from zai, glm-4.6, end_turn, first token after 120 ms, 0.4 ms of it in ccm",
      "tokens     1.0 k fresh, 200 out",
      "cost       $0.0010",
      "left out   context_management, topK (3 times)",
      "",
      "attempts, in order",
      "    skipped       chatgpt     glm-4.6         Cooling down until 16:40",
      '    402, billing  openrouter  glm-4.6  relay  end 310 ms, "Insufficient credits"',
      "    200, ok       zai         glm-4.6  relay  began after 312 ms, headers 90 ms, first event 1.20 s, end 5.00 s",
    ]);
  });

  test("takes the beginning of an id, if it can mean but one", async () => {
    expect((await ccm(["why", "req_save"])).out[0]).toBe("req_saved");
    expect(await ccm(["why", "req_sav"])).toEqual({
      out: [],
      said: ["req_sav is too short for an id: ccm logs lists them"],
      exitCode: 2,
    });
  });

  test("tells of the last one when none is named", async () => {
    const { out } = await ccm(["why"]);
    expect(out[0]).toBe("req_failed");
    expect(out).toContain("cost       $0");
    expect(out.join("\n")).toContain(
      'answer     402 billing, first token after 120 ms, 0.4 ms of it in ccm, "Insufficient credits"',
    );
  });

  test("says where a plan paid and what the list price is", async () => {
    expect((await ccm(["why", "req_plan"])).out).toContain(
      "cost       paid by a plan, $0.0010 at list price",
    );
  });

  test("prints JSON that leaves the names of dropped fields as they are", async () => {
    const { out } = await ccm(["why", "req_saved", "--json"]);
    expect(JSON.parse(out.join("\n"))).toMatchObject({
      route_match: "effort xhigh",
      stop_reason: "end_turn",
      dropped: { context_management: 1, topK: 3 },
      attempts: [
        { outcome: "skipped" },
        { outcome: "billing", end_ms: 310 },
        { outcome: "ok", first_event_ms: 1_512 },
      ],
    });
  });

  test("fails in one line for an unknown id", async () => {
    expect(await ccm(["why", "req_nowhere"])).toEqual({
      out: [],
      said: ["no request req_nowhere in the usage ledger: ccm logs lists those that are kept"],
      exitCode: 1,
    });
  });
});

test.each([[["usage"]], [["logs"]], [["why"]]])("%j without a ledger fails in one line", async (args) => {
  const { out, said, exitCode } = await ccm(args, empty);
  expect(exitCode).toBe(1);
  expect(out).toEqual([]);
  expect(said).toEqual([
    `there is no usage ledger at ${join(empty, "usage.sqlite")}: ccm start makes it, with the first request`,
  ]);
});

test.each([[["usage"]], [["logs"]], [["logs", "-f"]], [["why"]]])(
  "%j says so where the config wants no ledger",
  async (args) => {
    const unrecorded = mkdtempSync(join(tmpdir(), "ccm-cli-unrecorded-"));
    const config = '[router]\ndefault = "demo"\n[usage]\nenabled = false\n';
    writeFileSync(join(unrecorded, "config.toml"), config);
    const { said, exitCode } = await ccm(args, unrecorded);
    rmSync(unrecorded, { recursive: true });
    expect([exitCode, said]).toEqual([
      1,
      [
        `there is no usage ledger at ${join(unrecorded, "usage.sqlite")}: no request is recorded while usage.enabled is false in the config`,
      ],
    ]);
  },
);
