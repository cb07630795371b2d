import type { TimedAnswer } from "../keep-alive-client.ts";
import { makeMessagesBody } from "../make-body.ts";
import { type Arm, type ArmResult, measurePairs } from "../measure-pairs.ts";
import { atMost, type Bench, below, type Finding, ms, us, type Workload } from "../report.ts";
import { type Arms, modelName, type RunningProxy, startArms } from "../start-arms.ts";
import { median, medianDifference, quantile } from "../statistics.ts";

interface Size {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly rounds: number;
}

const sizes: readonly Size[] = [
  { id: "W1", name: "2 KB", bytes: 2_000, rounds: 3000 },
  { id: "W2", name: "200 KB", bytes: 200_000, rounds: 1500 },
  { id: "W3", name: "1 MB", bytes: 1_000_000, rounds: 500 },
];

/** A JSON request and answer over every way, for a target that speaks the client's own format. */
function relay(size: Size): Workload {
  return {
    id: size.id,
    title: `relay of a ${size.name} request`,
    run: async (bench) => {
      const arms = await startArms(bench);
      try {
        return await measure(size, bench, arms);
      } finally {
        await arms.stop();
      }
    },
  };
}

async function measure(size: Size, bench: Bench, arms: Arms): Promise<Finding[]> {
  const body = makeMessagesBody(size.bytes, { model: modelName("anthropic", "json"), stream: false });
  const path = "/anthropic/json/v1/messages";
  const through = (name: string, { url, pid }: RunningProxy): Arm => ({
    name,
    url: `${url}${name === "ccm" ? "/v1/messages" : path}`,
    body,
    pid,
  });
  const rounds = {
    warmUp: 500,
    measured: bench.quick ? Math.ceil(size.rounds / 10) : size.rounds,
    check: ({ bytes }: TimedAnswer) => {
      if (bytes < 800) throw new Error(`an answer of ${bytes} bytes`);
    },
  };
  const direct: Arm = { name: "direct", url: bench.upstream + path, body };
  const bare = through("bare", arms.passThrough);
  const ccm = through("ccm", arms.ccm);
  const compared = await measurePairs([direct, bare, ccm, through("ccm", arms.twin)], rounds);
  // Each further arm cools the caches of the others, so what only explains the figures is measured apart, once the
  // new arms have run as long as the old ones.
  const explained = await measurePairs(
    [bare, through("least", arms.leastRouter), ccm, through("ccm", arms.unrecorded)],
    { ...rounds, warmUp: rounds.warmUp + rounds.measured },
  );
  return [...comparison(size, compared), ...explanation(size, explained)];
}

function comparison(size: Size, results: readonly ArmResult[]): Finding[] {
  const [direct, passThrough, ccm, twin] = results;
  if (!direct || !passThrough || !ccm || !twin) return [];
  const added = (arm: ArmResult): number => medianDifference(arm.milliseconds, direct.milliseconds);
  const latency = added(ccm) / added(passThrough);
  const cpu = ccm.cpuMicroseconds / passThrough.cpuMicroseconds;
  const error = Math.abs(median(twin.milliseconds) / median(ccm.milliseconds) - 1);
  const p99 = (arm: ArmResult): string => ms(quantile(arm.milliseconds, 0.99));
  return [
    {
      id: size.id,
      what: `relay ${size.name}: median added`,
      direct: ms(median(direct.milliseconds)),
      passThrough: `+${ms(added(passThrough))}`,
      ccm: `+${ms(added(ccm))}`,
      ratio: latency,
      goal: atMost(latency, 1.5, "x"),
    },
    {
      id: size.id,
      what: `relay ${size.name}: CPU a request`,
      passThrough: us(passThrough.cpuMicroseconds),
      ccm: us(ccm.cpuMicroseconds),
      ratio: cpu,
      goal: atMost(cpu, 1.5, "x"),
    },
    {
      id: size.id,
      what: `relay ${size.name}: p99`,
      direct: p99(direct),
      passThrough: p99(passThrough),
      ccm: p99(ccm),
    },
    {
      id: size.id,
      what: `relay ${size.name}: two equal ccm differ by`,
      ccm: `${(error * 100).toFixed(1)} %`,
      goal: { text: "< 3 % or void", reached: error < 0.03 },
    },
  ];
}

function explanation(size: Size, results: readonly ArmResult[]): Finding[] {
  const [passThrough, least, ccm, unrecorded] = results;
  if (!passThrough || !least || !ccm || !unrecorded) return [];
  const ledger = ccm.cpuMicroseconds - unrecorded.cpuMicroseconds;
  const share = (ledger / ccm.cpuMicroseconds) * 100;
  return [
    {
      id: size.id,
      what: `relay ${size.name}: CPU of the ledger, ${share.toFixed(1)} % of all`,
      ccm: us(ledger),
      goal: below(share, 5, " %"),
    },
    {
      id: size.id,
      what: `relay ${size.name}: the least a router takes, in ccm's place`,
      passThrough: us(passThrough.cpuMicroseconds),
      ccm: us(least.cpuMicroseconds),
      ratio: least.cpuMicroseconds / passThrough.cpuMicroseconds,
    },
  ];
}

export const relayWorkloads: readonly Workload[] = sizes.map(relay);
