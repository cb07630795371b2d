import { expect, test } from "bun:test";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { startStandIn } from "../support/stand-in/start-stand-in.ts";
import { pause } from "../support/stand-in/step.ts";
import { wires } from "../support/wire/wires.ts";
import { wholeStream } from "./scene.ts";

/** Bun's server closes a quiet response after 10 s unless it is told not to. */
const quietMs = 12_000;

test("a model that thinks for 12 seconds before its first word is waited for, in every client's API", async () => {
  const wire = wires["openai-chat"];
  const standIn = await startStandIn({
    script: (request) => [
      pause(quietMs),
      ...wholeStream({ wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() }),
    ],
  });
  const ccm = await startCcm({
    config: {
      providers: [{ name: "thinker", wire, url: standIn.url }],
      models: [{ name: "main", mappings: [{ provider: "thinker", model: "m" }] }],
    },
  });
  try {
    const outcomes = await Promise.all(
      Object.values(clientApis).map(async (api) => {
        const body = JSON.stringify(api.body({ model: "main", stream: true, prompt: "Think." }));
        const response = await sendRequest({ url: ccm.url + api.path, headers: api.headers, body }).response;
        return { api: api.id, outcome: api.judge(response).outcome, ended: response.ended };
      }),
    );
    expect(outcomes).toEqual(
      Object.keys(clientApis).map((api) => ({
        api: api as keyof typeof clientApis,
        outcome: "complete",
        ended: "whole",
      })),
    );
  } finally {
    await ccm.stop();
    await standIn.close();
  }
}, 40_000);
