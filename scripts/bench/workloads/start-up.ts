import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort, startCcm } from "../../../test/support/ccm/start-ccm.ts";
import { writeConfig } from "../../../test/support/ccm/write-config.ts";
import { sendRequest } from "../../../test/support/client/send-request.ts";
import { makeMessagesBody } from "../make-body.ts";
import { cpuBetween, memoryOf, readCpu } from "../process/read-process.ts";
import { type Bench, below, type Finding, type Workload } from "../report.ts";
import { benchConfig, modelName } from "../start-arms.ts";
import { quantile } from "../statistics.ts";

/** Milliseconds from the start of the program to the whole of its first answer, fetched from the upstream. */
async function coldStart(bench: Bench): Promise<number> {
  const port = await findFreePort();
  const home = await mkdtemp(join(tmpdir(), "ccm-cold-"));
  const config = benchConfig(bench.upstream);
  const one = { ...config, providers: config.providers.slice(0, 1), models: config.models.slice(0, 1) };
  await writeFile(join(home, "config.toml"), writeConfig(one, port), { mode: 0o600 });
  const body = makeMessagesBody(2000, { model: modelName("anthropic", "json"), stream: false });

  const startedAt = performance.now();
  const child = Bun.spawn([...bench.command, "start"], {
    env: { PATH: process.env.PATH ?? "", HOME: home, CCM_HOME: home },
    stdout: "ignore",
    stderr: "ignore",
  });
  while (!(await accepts(port))) {
    if (performance.now() - startedAt > 10_000) throw new Error("ccm did not start in 10 s");
  }
  const headers = { "content-type": "application/json", "x-api-key": "any" };
  const { status } = await sendRequest({ url: `http://127.0.0.1:${port}/v1/messages`, headers, body })
    .response;
  const took = performance.now() - startedAt;
  child.kill("SIGTERM");
  await child.exited;
  await rm(home, { recursive: true, force: true });
  if (status !== 200) throw new Error(`the first answer was ${status}`);
  return took;
}

/** Whether something listens on the port; takes about a millisecond to say no. */
async function accepts(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  const accepted = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  socket.destroy();
  if (!accepted) await Bun.sleep(1);
  return accepted;
}

async function versionTime(bench: Bench): Promise<number> {
  const startedAt = performance.now();
  const child = Bun.spawn([...bench.command, "--version"], { stdout: "ignore", stderr: "ignore" });
  await child.exited;
  return performance.now() - startedAt;
}

async function repeat(times: number, measure: () => Promise<number>): Promise<number[]> {
  const samples: number[] = [];
  for (let nth = 0; nth < times; nth++) samples.push(await measure());
  return samples;
}

export const coldStarts: Workload = {
  id: "W10",
  title: "cold start",
  run: async (bench): Promise<Finding[]> => {
    const times = bench.quick ? 5 : 30;
    await coldStart(bench); // the first run reads the executable from disk
    const cold = await repeat(times, () => coldStart(bench));
    const version = await repeat(times, () => versionTime(bench));
    const [coldMedian, versionMedian] = [quantile(cold, 0.5), quantile(version, 0.5)];
    return [
      {
        id: "W10",
        what: "cold start to the first answer: p50 / p95",
        ccm: `${coldMedian.toFixed(1)} / ${quantile(cold, 0.95).toFixed(1)} ms`,
        goal: below(coldMedian, 60, " ms"),
      },
      {
        id: "W10",
        what: "ccm --version: p50",
        ccm: `${versionMedian.toFixed(1)} ms`,
        goal: below(versionMedian, 30, " ms"),
      },
    ];
  },
};

export const idle: Workload = {
  id: "W11",
  title: "idle",
  run: async (bench): Promise<Finding[]> => {
    const ccm = await startCcm({ config: benchConfig(bench.upstream), command: bench.command });
    const seconds = bench.quick ? 5 : 60;
    try {
      await Bun.sleep(2000);
      const cpuBefore = readCpu(ccm.pid);
      await Bun.sleep(seconds * 1000);
      const share = (cpuBetween(cpuBefore, readCpu(ccm.pid)) / (seconds * 1_000_000)) * 100;
      const { rss, pss } = memoryOf(ccm.pid);
      return [
        {
          id: "W11",
          what: `idle for ${seconds} s: memory RSS (PSS)`,
          ccm: `${rss.toFixed(1)} (${pss.toFixed(1)}) MB`,
          goal: below(rss, 45, " MB RSS"),
        },
        { id: "W11", what: "idle: CPU", ccm: `${share.toFixed(3)} %`, goal: below(share, 0.1, " %") },
      ];
    } finally {
      await ccm.stop();
    }
  },
};
