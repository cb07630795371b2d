import { expect, test } from "bun:test";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { startStandIn } from "../support/stand-in/start-stand-in.ts";
import { pause } from "../support/stand-in/step.ts";
import { textAnswer } from "../support/wire/answer.ts";
import { wireIds, wires } from "../support/wire/wires.ts";
import { wholeStream } from "./scene.ts";

const streams = 20;
const pieceEveryMs = 50;

test("a config that is written in pieces, again and again, harms no stream that runs and is taken when it is whole", async () => {
  const standIn = await startStandIn({
    script: (request) => {
      const wire = wires[wireIds.find((id) => request.target.startsWith(`/${id}/`)) ?? "anthropic"];
      const scene = { wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() };
      return wholeStream(scene).flatMap((step) => [pause(pieceEveryMs), step]);
    },
  });
  const ccm = await startCcm({
    config: {
      server: ['log_level = "warn"'],
      providers: wireIds.map((id) => ({ name: id, wire: wires[id], url: `${standIn.url}/${id}` })),
      models: wireIds.map((id) => ({ name: id, mappings: [{ provider: id, model: "m" }] })),
    },
  });
  const { path, headers, body, judge } = clientApis.messages;
  const ask = (model: string) => {
    const question = JSON.stringify(body({ model, stream: true, prompt: "Hello." }));
    return sendRequest({ url: ccm.url + path, headers, body: question });
  };
  try {
    const file = join(ccm.home, "config.toml");
    const whole = await readFile(file, "utf8");
    const running = Array.from({ length: streams }, (_, at) => ask(wireIds[at % wireIds.length] ?? ""));
    await Promise.all(running.map((one) => one.sees(textAnswer.text?.[0] ?? "")));
    for (let part = 0; part < 40; part++) {
      await writeFile(file, whole.slice(0, Math.floor((whole.length * part) / 40)));
      process.kill(ccm.pid, "SIGHUP");
      await Bun.sleep(5);
    }
    await writeFile(file, whole.replaceAll('model = "m"', 'model = "taken"'));
    process.kill(ccm.pid, "SIGHUP");

    const answers = await Promise.all(running.map(({ response }) => response));
    expect(answers.map((answer) => judge(answer).outcome)).toEqual(
      Array.from({ length: streams }, () => "complete"),
    );
    await ask("anthropic").response;
    const { request } = standIn.exchanges.at(-1) ?? {};
    expect(Buffer.from(request?.body ?? "").toString()).toContain('"taken"');
    expect(ccm.log()).toContain("config not reloaded");
  } finally {
    await ccm.stop();
    await standIn.close();
  }
}, 20_000);
