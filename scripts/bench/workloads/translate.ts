import type { WireId } from "../../../test/support/wire/wire.ts";
import { makeMessagesBody, makeOpenAiBody } from "../make-body.ts";
import { type Arm, measurePairs, type Rounds } from "../measure-pairs.ts";
import { atMost, type Bench, below, type Finding, ms, us, type Workload } from "../report.ts";
import { type AnswerKind, type Arms, modelName, startArms } from "../start-arms.ts";
import { median, medianDifference } from "../statistics.ts";

type Client = "messages" | "chat" | "responses";

const clientPath: Readonly<Record<Client, string>> = {
  messages: "/v1/messages",
  chat: "/v1/chat/completions",
  responses: "/v1/responses",
};
const wirePath: Readonly<Record<WireId, string>> = {
  anthropic: "/v1/messages",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
  gemini: "/v1beta/models/bench:streamGenerateContent",
};

/** Ways from a client's format to a provider's. The first is a relay, for comparison. */
const routes: readonly (readonly [Client, WireId])[] = [
  ["messages", "anthropic"],
  ["messages", "openai-chat"],
  ["messages", "openai-responses"],
  ["messages", "gemini"],
  ["chat", "anthropic"],
  ["responses", "anthropic"],
];

const deltas = 100;

interface Measured {
  readonly direct: number;
  readonly passThrough: number;
  readonly ccm: number;
  readonly firstWord: number;
  readonly passThroughFirstWord: number;
  readonly passThroughCpu: number;
  readonly ccmCpu: number;
}

async function measure(
  bench: Bench,
  arms: Arms,
  [client, wire]: readonly [Client, WireId],
  kind: AnswerKind,
  body: Uint8Array,
  rounds: Pick<Rounds, "warmUp" | "measured">,
): Promise<Measured> {
  const path = `/${wire}/${kind}${wirePath[wire]}`;
  const ways: Arm[] = [
    { name: "direct", url: bench.upstream + path, body },
    { name: "pass-through", url: arms.passThrough.url + path, body, pid: arms.passThrough.pid },
    { name: "ccm", url: arms.ccm.url + clientPath[client], body, pid: arms.ccm.pid },
  ];
  const [direct, passThrough, ccm] = await measurePairs(ways, {
    ...rounds,
    check: ({ bytes }) => {
      if (bytes < 500) throw new Error(`an answer of ${bytes} bytes`);
    },
  });
  if (!direct || !passThrough || !ccm) throw new Error("an arm is missing");
  return {
    direct: median(direct.milliseconds),
    passThrough: medianDifference(passThrough.milliseconds, direct.milliseconds),
    ccm: medianDifference(ccm.milliseconds, direct.milliseconds),
    firstWord: medianDifference(ccm.firstWordMilliseconds, direct.firstWordMilliseconds),
    passThroughFirstWord: medianDifference(passThrough.firstWordMilliseconds, direct.firstWordMilliseconds),
    passThroughCpu: passThrough.cpuMicroseconds,
    ccmCpu: ccm.cpuMicroseconds,
  };
}

async function withArms(bench: Bench, work: (arms: Arms) => Promise<Finding[]>): Promise<Finding[]> {
  const arms = await startArms(bench);
  try {
    return await work(arms);
  } finally {
    await arms.stop();
  }
}

/** Large requests whose body must be translated, each with a short JSON answer. */
const requests: Workload = {
  id: "W4",
  title: "translation of a 200 KB request",
  run: (bench) =>
    withArms(bench, async (arms) => {
      const findings: Finding[] = [];
      for (const wire of ["openai-chat", "openai-responses", "gemini"] as const) {
        const body = makeMessagesBody(200_000, { model: modelName(wire, "json"), stream: false });
        const it = await measure(bench, arms, ["messages", wire], "json", body, {
          warmUp: 200,
          measured: bench.quick ? 100 : 1000,
        });
        findings.push({
          id: "W4",
          what: `200 KB request to ${wire}: median added`,
          direct: ms(it.direct),
          passThrough: `+${ms(it.passThrough)}`,
          ccm: `+${ms(it.ccm)}`,
          ratio: it.ccm / it.passThrough,
          goal: below(it.ccm, 2.5, " ms"),
        });
      }
      return findings;
    }),
};

/** Streams of a hundred text events. */
const streams: Workload = {
  id: "W5",
  title: "a stream of 100 events",
  run: (bench) =>
    withArms(bench, async (arms) => {
      const findings: Finding[] = [];
      for (const route of routes) findings.push(...(await streamed(bench, arms, route)));
      return findings;
    }),
};

async function streamed(bench: Bench, arms: Arms, route: readonly [Client, WireId]): Promise<Finding[]> {
  const [client, wire] = route;
  const bodyFor = (kind: AnswerKind): Uint8Array => {
    const model = modelName(wire, kind);
    return client === "messages"
      ? makeMessagesBody(2000, { model, stream: true })
      : makeOpenAiBody(client, model);
  };
  const name = `${client} <- ${wire}`;
  const burst = await measure(bench, arms, route, "burst", bodyFor("burst"), {
    warmUp: 400,
    measured: bench.quick ? 200 : 2000,
  });
  const paced = await measure(bench, arms, route, "events-2", bodyFor("events-2"), {
    warmUp: 6,
    measured: bench.quick ? 5 : 30,
  });
  const perEvent = Math.max(0, burst.ccmCpu - burst.passThroughCpu) / deltas;
  const latency = burst.ccm / burst.passThrough;
  const pacedCpu = paced.ccmCpu / paced.passThroughCpu;
  return [
    {
      id: "W5",
      what: `${name}: 100 events at once, median added`,
      direct: ms(burst.direct),
      passThrough: `+${ms(burst.passThrough)}`,
      ccm: `+${ms(burst.ccm)}`,
      ratio: latency,
      goal: atMost(latency, 3, "x"),
    },
    {
      id: "W5",
      what: `${name}: CPU an event, over bare`,
      passThrough: us(burst.passThroughCpu / deltas),
      ccm: `+${us(perEvent)}`,
      goal: below(perEvent, 10, " us"),
    },
    {
      id: "W5",
      what: `${name}: an event each 2 ms, CPU an event`,
      passThrough: us(paced.passThroughCpu / deltas),
      ccm: us(paced.ccmCpu / deltas),
      ratio: pacedCpu,
      goal: atMost(pacedCpu, 3, "x"),
    },
    {
      id: "W5",
      what: `${name}: first word added`,
      passThrough: `+${ms(paced.passThroughFirstWord)}`,
      ccm: `+${ms(paced.firstWord)}`,
      goal: below(paced.firstWord, 0.5, " ms"),
    },
  ];
}

export const translateWorkloads: readonly Workload[] = [requests, streams];
