import { afterAll, beforeAll, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { type SentRequest, sendRequest } from "../support/client/send-request.ts";
import { piece } from "../support/stand-in/frame-response.ts";
import { type Exchange, type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { repeat } from "../support/stand-in/step.ts";
import { frame, textAnswer } from "../support/wire/answer.ts";
import { encodeSse } from "../support/wire/encode-sse.ts";
import { wires } from "../support/wire/wires.ts";
import { openStream } from "./scene.ts";

const sendMs = 700;
const wire = wires.anthropic;
const [firstWord = ""] = textAnswer.text ?? [];

/** A delta of a quarter of a megabyte, so that the system's own buffers are soon full. */
const [longDelta = ""] = encodeSse([
  frame(
    "text",
    {
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text: "x".repeat(1 << 18) },
    },
    "content_block_delta",
  ),
]);

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({
    script: (request) => [
      ...openStream({ wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() }, "text"),
      repeat(piece(longDelta, "chunked"), request.target.startsWith("/fast") ? 0 : 50),
    ],
  });
  ccm = await startCcm({
    config: {
      timeouts: { send_timeout_ms: sendMs },
      providers: ["fast", "slow"].map((name) => ({ name, wire, url: `${standIn.url}/${name}` })),
      models: ["fast", "slow"].map((name) => ({ name, mappings: [{ provider: name, model: "m" }] })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

function ask(model: string): SentRequest {
  const { path, headers, body } = clientApis.messages;
  const question = JSON.stringify(body({ model, stream: true, prompt: "Hello." }));
  return sendRequest({ url: ccm.url + path, headers, body: question });
}

const callTo = (model: string): Exchange | undefined =>
  standIn.exchanges.find(({ request }) => request.target.startsWith(`/${model}`));

test("a client that takes nothing more and does not leave is given up, and its call with it", async () => {
  const stalled = ask("fast");
  await stalled.sees(firstWord);
  stalled.stopReading();
  const deadline = performance.now() + 10_000;
  while (callTo("fast")?.open !== false && performance.now() < deadline) await Bun.sleep(20);
  expect(callTo("fast")).toMatchObject({ open: false, state: "left" });
  stalled.abort("reset");
}, 15_000);

test("a client that reads is served for as long as it takes", async () => {
  const reading = ask("slow");
  await reading.sees(firstWord);
  await Bun.sleep(sendMs * 3);
  expect(callTo("slow")).toMatchObject({ open: true, state: "answering" });
  reading.abort("fin");
});
