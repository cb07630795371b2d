import { expect, test } from "bun:test";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { startStandIn } from "../support/stand-in/start-stand-in.ts";
import { wires } from "../support/wire/wires.ts";
import { wholeAnswer } from "./scene.ts";

test("a proxy of the environment carries what leaves this machine, and never what stays on it", async () => {
  const wire = wires["openai-chat"];
  const script = (request: Parameters<typeof wholeAnswer>[0]["request"]) =>
    wholeAnswer({ wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() });
  const local = await startStandIn({ script });
  const proxy = await startStandIn({ script });
  const ccm = await startCcm({
    env: { HTTP_PROXY: proxy.url },
    config: {
      providers: [
        { name: "local", wire, url: local.url },
        { name: "far", wire, url: "http://far.invalid" },
      ],
      models: ["local", "far"].map((name) => ({ name, mappings: [{ provider: name, model: "m" }] })),
    },
  });
  try {
    const { path, headers, body } = clientApis.chat;
    const ask = (model: string) =>
      sendRequest({
        url: ccm.url + path,
        headers,
        body: JSON.stringify(body({ model, stream: true, prompt: "Hello." })),
      }).response;
    expect((await ask("local")).status).toBe(200);
    expect([local.exchanges.length, proxy.exchanges.length]).toEqual([1, 0]);
    expect((await ask("far")).status).toBe(200);
    expect(proxy.exchanges.map(({ request }) => request.target)).toEqual([
      expect.stringContaining("far.invalid"),
    ]);
    expect(ccm.log()).toContain("far (HTTP_PROXY)");
  } finally {
    await ccm.stop();
    await Promise.all([local.close(), proxy.close()]);
  }
});
