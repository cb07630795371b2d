import { startCcm } from "../../support/ccm/start-ccm.ts";
import type { ConfigUnderTest } from "../../support/ccm/write-config.ts";
import { clientApis } from "../../support/client/client-api.ts";
import { sendRequest } from "../../support/client/send-request.ts";
import type { Verdict } from "../../support/judge/verdict.ts";
import { respond } from "../../support/stand-in/frame-response.ts";
import { type ReceivedRequest, startStandIn } from "../../support/stand-in/start-stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { encodeSse } from "../../support/wire/encode-sse.ts";
import { wires } from "../../support/wire/wires.ts";
import { shortTimeouts } from "../config-for-cases.ts";
import { mapConcurrently } from "../map-concurrently.ts";
import { drawCuts, lacksWords, playCut, type RandomCut } from "./random-cut.ts";

export interface RandomFailure {
  readonly nth: number;
  readonly cut: RandomCut;
  readonly problems: readonly string[];
}

/**
 * Cuts that many answers at random and looks at what the client gets: a whole answer or a clean error, never both,
 * neither, or a part that looks whole. Gives the failures.
 */
export async function runRandom(count: number, seed: number): Promise<RandomFailure[]> {
  const cuts = drawCuts(count, seed);
  const calls = new Map<number, number>();
  const script = (request: ReceivedRequest): readonly Step[] => {
    const [, nth = "", slot = ""] = request.target.split("/");
    const cut = cuts[Number(nth)];
    if (!cut) return [];
    calls.set(Number(nth), (calls.get(Number(nth)) ?? 0) + 1);
    return slot === "0" ? playCut(cut, request) : answerWhole(cut, request);
  };
  const standIn = await startStandIn({ script, keepNothing: true });
  const ccm = await startCcm({ config: configFor(cuts, standIn.url) });
  try {
    const outcomes = await mapConcurrently([...cuts.entries()], 32, async ([nth, cut]) => {
      const problems = await judgeCut(ccm.url, nth, cut);
      if ((calls.get(nth) ?? 0) > 4) problems.push(`${calls.get(nth)} upstream calls`);
      return { nth, cut, problems };
    });
    return outcomes.filter(({ problems }) => problems.length > 0);
  } finally {
    await ccm.stop();
    await standIn.close();
  }
}

function answerWhole(cut: RandomCut, request: ReceivedRequest): Step[] {
  const wire = wires[cut.wire];
  const streams = wire.wantsStream(request);
  const body = streams
    ? encodeSse(wire.frames(cut.answer, "m"))
    : [JSON.stringify(wire.json(cut.answer, "m"))];
  return respond({ headers: { "content-type": streams ? "text/event-stream" : "application/json" }, body });
}

function configFor(cuts: readonly RandomCut[], url: string): ConfigUnderTest {
  const slots = (cut: RandomCut): number[] => (cut.fallback ? [0, 1] : [0]);
  return {
    server: ['log_level = "error"'],
    timeouts: shortTimeouts,
    providers: cuts.flatMap((cut, nth) =>
      slots(cut).map((slot) => ({
        name: `${nth}.${slot}`,
        wire: wires[cut.wire],
        url: `${url}/${nth}/${slot}`,
      })),
    ),
    models: cuts.map((cut, nth) => ({
      name: `cut-${nth}`,
      mappings: slots(cut).map((slot) => ({ provider: `${nth}.${slot}`, model: "m" })),
    })),
  };
}

async function judgeCut(url: string, nth: number, cut: RandomCut): Promise<string[]> {
  const api = clientApis[cut.api];
  const body = api.body({ model: `cut-${nth}`, stream: cut.stream, prompt: `Question ${nth}` });
  const response = await sendRequest({
    url: url + api.path,
    headers: api.headers,
    body: JSON.stringify(body),
  }).response;
  const verdict = api.judge(response);
  const problems = [...verdict.problems];
  if (response.ended !== "whole") problems.push(`the connection to the client: ${response.ended}`);
  if (verdict.outcome !== "complete") return problems;
  problems.push(...checkWhole(cut, verdict));
  if (!cut.fallback && lacksWords(cut, cut.stream)) problems.push("a part was presented as the whole");
  return problems;
}

function checkWhole(cut: RandomCut, verdict: Verdict): string[] {
  const { text = [], toolCalls = [] } = cut.answer;
  const calls = toolCalls.map((call) => ({
    name: call.name,
    input: JSON.parse(call.arguments.join("")) as unknown,
  }));
  return [
    ...(verdict.text === text.join("") ? [] : [`text ${JSON.stringify(verdict.text)}`]),
    ...(JSON.stringify(verdict.tools) === JSON.stringify(calls)
      ? []
      : [`tools ${JSON.stringify(verdict.tools)}`]),
  ];
}
