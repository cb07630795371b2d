import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { type ClientApiId, clientApis, nativeWires } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { awaitGate, reset, type Step } from "../support/stand-in/step.ts";
import { textAnswer, thinkingAnswer } from "../support/wire/answer.ts";
import type { WireId } from "../support/wire/wire.ts";
import { wireIds, wires } from "../support/wire/wires.ts";
import { openStream, wholeAnswer } from "./scene.ts";

const apis = Object.keys(clientApis) as ClientApiId[];
const [firstThought = ""] = thinkingAnswer.thinking ?? [];

/** A first target that is translated for the API's clients, and any other after it. */
const pairs = apis.flatMap((api) =>
  wireIds.map((second) => {
    const first = wireIds.find((wire) => wire !== nativeWires[api] && wire !== second) ?? "gemini";
    return { api, first, second, name: `${api}.${second}` };
  }),
);

/** Lets the first target go on, once its client has what it thought; until then it says nothing more. */
const gates = new Map(pairs.map(({ name }) => [name, Promise.withResolvers<void>()]));

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  const script = (request: Parameters<Parameters<typeof startStandIn>[0]["script"]>[0]): readonly Step[] => {
    const [, name = "", slot = "", wireId = ""] = request.target.split("/");
    const wire = wires[wireId as WireId];
    const scene = { wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() };
    const gate = gates.get(name)?.promise ?? Promise.resolve();
    return slot === "0" ? [...openStream(scene, "thinking"), awaitGate(gate), reset] : wholeAnswer(scene);
  };
  standIn = await startStandIn({ script });
  const targets = pairs.flatMap(({ name, first, second }) =>
    [first, second].map((wire, slot) => ({ name, wire, slot, provider: `${name}.${slot}` })),
  );
  ccm = await startCcm({
    config: {
      providers: targets.map(({ name, wire, slot, provider }) => ({
        name: provider,
        wire: wires[wire],
        url: `${standIn.url}/${name}/${slot}/${wire}`,
      })),
      models: pairs.map(({ name }) => ({
        name,
        mappings: [0, 1].map((slot) => ({ provider: `${name}.${slot}`, model: `m${slot}` })),
      })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

describe.each(pairs)("over $api, when a $first target breaks off after its thinking", ({ api, name }) => {
  test("the client has that thinking at once, and the next target's answer follows it in the same stream", async () => {
    const { path, headers, body, judge } = clientApis[api];
    const sent = sendRequest({
      url: ccm.url + path,
      headers,
      body: JSON.stringify(body({ model: name, stream: true, prompt: "When is the tide?" })),
    });
    await sent.sees(firstThought);
    gates.get(name)?.resolve();
    const response = await sent.response;
    const verdict = judge(response);
    expect(verdict).toMatchObject({
      outcome: "complete",
      problems: [],
      thinking: firstThought,
      text: textAnswer.text?.join(""),
      usage: { input: 1200, output: 42 },
    });
    expect(response.headers).toMatchObject({ "x-ccm-provider": `${name}.0`, "x-ccm-attempts": "1" });
  });
});
