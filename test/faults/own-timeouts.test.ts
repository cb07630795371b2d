import { afterAll, beforeAll, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { type ReceivedResponse, sendRequest } from "../support/client/send-request.ts";
import { type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { pause, stall } from "../support/stand-in/step.ts";
import { wires } from "../support/wire/wires.ts";
import { brokenOff, wholeAnswer, wholeStream } from "./scene.ts";

/*
 * The limits of one provider are its own: all providers here misbehave in the same way, and only those with short limits
 * are left early.
 */

const wire = wires.anthropic;
const ownMs = 400;
const lateMs = 1200;

const providers = [
  { name: "silent", timeouts: `first_event_timeout_ms = ${ownMs}` },
  { name: "stalling", timeouts: `idle_timeout_ms = ${ownMs}` },
  { name: "late", timeouts: "" },
];

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({
    script: (request) => {
      const [, name = "", slot = ""] = request.target.split("/");
      const scene = { wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() };
      if (slot !== "0") return wholeAnswer(scene);
      if (name === "silent") return [stall];
      if (name === "stalling") return brokenOff(scene, "text", "stall");
      return [pause(lateMs), ...wholeStream(scene)];
    },
  });
  ccm = await startCcm({
    config: {
      providers: providers.flatMap(({ name, timeouts }) =>
        [0, 1].map((slot) => ({
          name: `${name}.${slot}`,
          wire,
          url: `${standIn.url}/${name}/${slot}`,
          extra: slot === 0 ? [`timeouts = { ${timeouts} }`] : [],
        })),
      ),
      models: providers.map(({ name }) => ({
        name,
        mappings: [0, 1].map((slot) => ({ provider: `${name}.${slot}`, model: "m" })),
      })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

async function ask(model: string): Promise<ReceivedResponse & { outcome: string; calls: string[] }> {
  const { path, headers, body, judge } = clientApis.messages;
  const question = JSON.stringify(body({ model, stream: true, prompt: "Hello." }));
  const response = await sendRequest({ url: ccm.url + path, headers, body: question }).response;
  const calls = standIn.exchanges.flatMap(({ request }) => {
    const [, name = "", slot = ""] = request.target.split("/");
    return name === model ? [slot] : [];
  });
  return { ...response, outcome: judge(response).outcome, calls };
}

test("a provider that is silent for longer than its own limit is left for the next", async () => {
  const { outcome, calls, durationMs } = await ask("silent");
  expect({ outcome, calls }).toEqual({ outcome: "complete", calls: ["0", "1"] });
  expect(durationMs).toBeWithin(ownMs - 50, lateMs * 3);
});

test("a provider that stalls for longer than its own limit ends in an error", async () => {
  const { outcome, calls, durationMs } = await ask("stalling");
  expect({ outcome, calls }).toEqual({ outcome: "error", calls: ["0"] });
  expect(durationMs).toBeWithin(ownMs - 50, lateMs * 3);
});

test("one without limits of its own has the server's", async () => {
  expect(await ask("late")).toMatchObject({ outcome: "complete", calls: ["0"] });
});
