import { sendRequest } from "../../../test/support/client/send-request.ts";
import { makeMessagesBody } from "../make-body.ts";
import { memoryOf } from "../process/read-process.ts";
import { atMost, type Bench, below, type Finding, mb, type Workload } from "../report.ts";
import { modelName, startArms } from "../start-arms.ts";
import { quantile } from "../statistics.ts";

interface Load {
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  readonly memory: ReturnType<typeof memoryOf>;
}

/** Opens that many streams of 20 events, one each 200 ms, and waits for their ends. */
async function load(url: string, pid: number, count: number, body: Uint8Array): Promise<Load> {
  const headers = { "content-type": "application/json", "x-api-key": "any" };
  const sent = Array.from(
    { length: count },
    () => sendRequest({ url, headers, body, timeoutMs: 60_000 }).response,
  );
  await Bun.sleep(3500);
  const memory = memoryOf(pid);
  const answers = await Promise.all(sent);
  const firstBytes = answers.map(({ firstByteMs }) => firstByteMs);
  const failed = answers.filter(({ status, ended }) => status !== 200 || ended !== "whole").length;
  return { p50: quantile(firstBytes, 0.5), p99: quantile(firstBytes, 0.99), failed, memory };
}

async function run(bench: Bench): Promise<Finding[]> {
  const arms = await startArms(bench);
  const body = makeMessagesBody(2000, { model: modelName("openai-chat", "drip-20-200"), stream: true });
  const upstreamPath = "/openai-chat/drip-20-200/v1/chat/completions";
  try {
    const findings: Finding[] = [];
    for (const count of bench.quick ? [250] : [250, 1000]) {
      const bare = await load(arms.passThrough.url + upstreamPath, arms.passThrough.pid, count, body);
      const ccm = await load(`${arms.ccm.url}/v1/messages`, arms.ccm.pid, count, body);
      const spread = ccm.p99 / ccm.p50;
      findings.push(
        {
          id: "W8",
          what: `${count} slow streams: first byte p50 / p99`,
          passThrough: `${bare.p50.toFixed(0)} / ${bare.p99.toFixed(0)} ms`,
          ccm: `${ccm.p50.toFixed(0)} / ${ccm.p99.toFixed(0)} ms`,
          goal: { text: "p99 < 2x p50", reached: spread < 2 },
        },
        {
          id: "W8",
          what: `${count} slow streams: memory (PSS)`,
          passThrough: mb(bare.memory.pss),
          ccm: mb(ccm.memory.pss),
          ratio: ccm.memory.pss / bare.memory.pss,
          goal: below(ccm.memory.pss, 100, " MB"),
        },
        {
          id: "W8",
          what: `${count} slow streams: failed`,
          passThrough: String(bare.failed),
          ccm: String(ccm.failed),
          goal: atMost(ccm.failed, 0, ""),
        },
      );
    }
    return findings;
  } finally {
    await arms.stop();
  }
}

export const slowStreams: Workload = { id: "W8", title: "many slow streams, translated", run };
