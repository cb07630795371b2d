import { expect, test } from "bun:test";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { type ReceivedResponse, sendRequest } from "../support/client/send-request.ts";
import { respond } from "../support/stand-in/frame-response.ts";
import { startStandIn } from "../support/stand-in/start-stand-in.ts";
import { wires } from "../support/wire/wires.ts";

const wire = wires.anthropic;
const resetsInSeconds = 5 * 3600;

test("a limited account gets one call before its stated reset, over 1,000 requests and a restart", async () => {
  const resetAt = Math.floor(Date.now() / 1000) + resetsInSeconds;
  const standIn = await startStandIn({
    script: () =>
      respond({
        status: 429,
        headers: {
          "content-type": "application/json",
          "anthropic-ratelimit-unified-status": "rejected",
          "anthropic-ratelimit-unified-reset": String(resetAt),
          "anthropic-ratelimit-unified-representative-claim": "five_hour",
        },
        body: [JSON.stringify(wire.error("rate", "the window is used up"))],
        framing: "length",
      }),
  });
  const ccm = await startCcm({
    config: {
      server: ['log_level = "error"'],
      providers: [{ name: "plan", wire, url: standIn.url }],
      models: [{ name: "main", mappings: [{ provider: "plan", model: "m" }] }],
    },
  });
  const { path, headers, body } = clientApis.messages;
  const ask = (nth: number): Promise<ReceivedResponse> => {
    const question = body({ model: "main", stream: nth % 2 === 0, prompt: `Question ${nth}` });
    return sendRequest({ url: ccm.url + path, headers, body: JSON.stringify(question) }).response;
  };
  try {
    const answers: ReceivedResponse[] = [await ask(0)];
    for (let nth = 1; nth < 1000; nth += 37) {
      if (nth === 1 + 37 * 14) await ccm.restart();
      const some = Array.from({ length: Math.min(37, 1000 - nth) }, (_, at) => ask(nth + at));
      answers.push(...(await Promise.all(some)));
    }
    expect(answers).toHaveLength(1000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
    for (const { headers: told } of answers) {
      expect(Number(told["retry-after"])).toBeWithin(resetsInSeconds - 120, resetsInSeconds + 60);
    }
    expect(standIn.exchanges).toHaveLength(1);
  } finally {
    await ccm.stop();
    await standIn.close();
  }
}, 60_000);
