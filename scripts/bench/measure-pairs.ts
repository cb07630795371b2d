import { KeepAliveClient, type TimedAnswer } from "./keep-alive-client.ts";
import { cpuBetween, readCpu } from "./process/read-process.ts";
import { shuffled } from "./statistics.ts";

/** One of the ways to the upstream that are compared. */
export interface Arm {
  readonly name: string;
  readonly url: string;
  readonly body: Uint8Array;
  /** The proxy's process; absent for the direct way. */
  readonly pid?: number;
}

export interface ArmResult {
  readonly name: string;
  /** In the order of the rounds; the same place in two arms is the same moment. */
  readonly milliseconds: readonly number[];
  readonly firstWordMilliseconds: readonly number[];
  /** Of the proxy, per request. */
  readonly cpuMicroseconds: number;
}

export interface Rounds {
  /** Asked and forgotten first, so that the code is compiled. */
  readonly warmUp: number;
  readonly measured: number;
  /** Looks at an answer and throws if it is not what was asked for. */
  readonly check: (answer: TimedAnswer) => void;
}

/** Asks every arm once a round, in random order, one request at a time, so that all see the same weather. */
export async function measurePairs(arms: readonly Arm[], rounds: Rounds): Promise<ArmResult[]> {
  const runners = arms.map((arm) => ({
    arm,
    client: new KeepAliveClient(arm.url, arm.body),
    milliseconds: [] as number[],
    firstWord: [] as number[],
  }));
  for (let round = 0; round < rounds.warmUp; round++) {
    for (const { client } of shuffled(runners)) rounds.check(await client.ask());
  }
  const before = new Map(arms.flatMap(({ pid }) => (pid ? [[pid, readCpu(pid)] as const] : [])));
  for (let round = 0; round < rounds.measured; round++) {
    for (const runner of shuffled(runners)) {
      const answer = await runner.client.ask();
      rounds.check(answer);
      runner.milliseconds.push(answer.milliseconds);
      runner.firstWord.push(answer.firstWordMilliseconds);
    }
  }
  return runners.map(({ arm, client, milliseconds, firstWord }) => {
    client.close();
    const start = arm.pid === undefined ? undefined : before.get(arm.pid);
    const cpu = arm.pid && start ? cpuBetween(start, readCpu(arm.pid)) / rounds.measured : 0;
    return { name: arm.name, milliseconds, firstWordMilliseconds: firstWord, cpuMicroseconds: cpu };
  });
}
