import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { type ClientApiId, clientApis, nativeWires } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { piece } from "../support/stand-in/frame-response.ts";
import { type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { awaitGate, reset, type Step, send } from "../support/stand-in/step.ts";
import { textAnswer, thinkingAnswer } from "../support/wire/answer.ts";
import { encodeSse } from "../support/wire/encode-sse.ts";
import type { WireId } from "../support/wire/wire.ts";
import { wireIds, wires } from "../support/wire/wires.ts";
import { openStream, type Scene, wholeAnswer } from "./scene.ts";

const apis = Object.keys(clientApis) as ClientApiId[];
const [firstThought = ""] = thinkingAnswer.thinking ?? [];

/** The rest of what is thought, the first word and an error, all of which arrive together. */
function wordAndError({ wire, request }: Scene): Step[] {
  const frames = wire.frames(thinkingAnswer, wire.modelOf(request));
  const thought = frames.findIndex(({ label }) => label === "thinking");
  const word = frames.findIndex(({ label }) => label === "text");
  const last = [...frames.slice(thought + 1, word + 1), wire.errorFrame("overloaded", "busy")];
  return [
    send(
      encodeSse(last)
        .map((text) => piece(text, "chunked"))
        .join(""),
    ),
    send("0\r\n\r\n"),
  ];
}

/** What the targets say after the first one's thought, by their place in the order; the others answer. */
const plays: Readonly<Record<string, readonly ((scene: Scene) => Step[])[]>> = {
  "breaks off after its thinking": [() => [reset]],
  "says a word and an error in one breath after its thinking": [wordAndError],
  "breaks off after its thinking, and the next one after its beginning": [
    () => [reset],
    (scene) => [...openStream(scene, "start"), reset],
  ],
};

/** A first target that is translated for the API's clients, and any other after it. */
const pairs = Object.keys(plays).flatMap((play, at) =>
  apis.flatMap((api) =>
    wireIds.map((second) => {
      const first = wireIds.find((wire) => wire !== nativeWires[api] && wire !== second) ?? "gemini";
      return { play, api, first, second, name: `${api}.${second}.${at}` };
    }),
  ),
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
    const { play = "" } = pairs.find((pair) => pair.name === name) ?? {};
    const say = plays[play]?.[Number(slot)] ?? wholeAnswer;
    return slot === "0" ? [...openStream(scene, "thinking"), awaitGate(gate), ...say(scene)] : say(scene);
  };
  standIn = await startStandIn({ script });
  const targets = pairs.flatMap(({ name, first, second }) =>
    [first, second, second].map((wire, slot) => ({ name, wire, slot, provider: `${name}.${slot}` })),
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
        mappings: [0, 1, 2].map((slot) => ({ provider: `${name}.${slot}`, model: `m${slot}` })),
      })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

describe.each(pairs)("over $api, when a $first target $play", ({ api, name }) => {
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
