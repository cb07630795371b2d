import { makeMessagesBody } from "../make-body.ts";
import { type Arm, type ArmResult, measurePairs } from "../measure-pairs.ts";
import { atMost, type Bench, type Finding, ms, us, type Workload } from "../report.ts";
import { type Arms, modelName, startArms } from "../start-arms.ts";
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
  const ways: Arm[] = [
    { name: "direct", url: bench.upstream + path, body },
    { name: "pass-through", url: arms.passThrough.url + path, body, pid: arms.passThrough.pid },
    { name: "ccm", url: `${arms.ccm.url}/v1/messages`, body, pid: arms.ccm.pid },
    { name: "twin", url: `${arms.twin.url}/v1/messages`, body, pid: arms.twin.pid },
  ];
  const measured = bench.quick ? Math.ceil(size.rounds / 10) : size.rounds;
  const results = await measurePairs(ways, {
    warmUp: 500,
    measured,
    check: ({ bytes }) => {
      if (bytes < 800) throw new Error(`an answer of ${bytes} bytes`);
    },
  });
  return findings(size, results);
}

function findings(size: Size, results: readonly ArmResult[]): Finding[] {
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

export const relayWorkloads: readonly Workload[] = sizes.map(relay);
