import { afterAll, beforeAll, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { type SentRequest, sendRequest } from "../support/client/send-request.ts";
import { type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { textAnswer } from "../support/wire/answer.ts";
import { wires } from "../support/wire/wires.ts";
import { brokenOff, wholeAnswer } from "./scene.ts";

/** Requests that ccm takes at once in this test. */
const limit = 3;
const wire = wires.anthropic;
const [firstWord = ""] = textAnswer.text ?? [];

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({
    script: (request) => {
      const scene = { wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() };
      return request.target.startsWith("/lasting") ? brokenOff(scene, "text", "stall") : wholeAnswer(scene);
    },
  });
  ccm = await startCcm({
    config: {
      server: [`max_concurrent_requests = ${limit}`],
      providers: ["lasting", "short"].map((name) => ({ name, wire, url: `${standIn.url}/${name}` })),
      models: ["lasting", "short"].map((name) => ({ name, mappings: [{ provider: name, model: "m" }] })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

function ask(model: string, api = clientApis.messages): SentRequest {
  const body = JSON.stringify(api.body({ model, stream: model === "lasting", prompt: "Hello." }));
  return sendRequest({ url: ccm.url + api.path, headers: api.headers, body });
}

test("beyond its limit ccm says at once when to come again, and takes requests again as soon as one is over", async () => {
  const lasting = Array.from({ length: limit }, () => ask("lasting"));
  await Promise.all(lasting.map((one) => one.sees(firstWord)));

  for (const api of Object.values(clientApis)) {
    const before = standIn.exchanges.length;
    const refused = await ask("short", api).response;
    expect(refused).toMatchObject({ status: 503, headers: { "retry-after": "1", "x-should-retry": "true" } });
    expect(api.judge(refused)).toMatchObject({ outcome: "error", problems: [] });
    expect(standIn.exchanges).toHaveLength(before);
  }
  expect((await fetch(`${ccm.url}/health`)).status).toBe(200);

  lasting[0]?.abort("fin");
  const deadline = performance.now() + 5000;
  let answer = await ask("short").response;
  while (answer.status === 503 && performance.now() < deadline) answer = await ask("short").response;
  expect(answer.status).toBe(200);
  for (const one of lasting) one.abort("reset");
});
