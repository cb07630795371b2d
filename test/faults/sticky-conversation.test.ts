import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { type ClientApiId, clientApis, nativeWires } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { reset } from "../support/stand-in/step.ts";
import type { WireId } from "../support/wire/wire.ts";
import { wireIds, wires } from "../support/wire/wires.ts";
import { wholeAnswer } from "./scene.ts";

/*
 * A conversation stays with the target that answers it, so that its prompt cache is not thrown away when the primary is
 * back; clients that name no session are known by how their conversation begins.
 */

const apis = Object.keys(clientApis) as ClientApiId[];
const failed = new Set<string>();

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({
    script: (request) => {
      const [, api = "", slot = "", wireId = ""] = request.target.split("/");
      if (slot === "0" && !failed.has(api)) {
        failed.add(api);
        return [reset];
      }
      const wire = wires[wireId as WireId];
      return wholeAnswer({ wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() });
    },
  });
  const targets = apis.flatMap((api) => [0, 1].map((slot) => ({ api, slot, wire: nativeWires[api] })));
  ccm = await startCcm({
    config: {
      providers: targets
        .map(({ api, slot, wire }) => ({
          name: `${api}.${slot}`,
          wire: wires[wire],
          url: `${standIn.url}/${api}/${slot}/${wire}`,
        }))
        .concat(
          wireIds.map((wire) => ({ name: wire, wire: wires[wire], url: `${standIn.url}/any/1/${wire}` })),
        ),
      models: [
        ...apis.map((name) => ({
          name,
          mappings: [0, 1].map((slot) => ({ provider: `${name}.${slot}`, model: "m" })),
        })),
        ...wireIds.map((name) => ({ name, mappings: [{ provider: name, model: "m" }] })),
      ],
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

/** Asks in a conversation that begins with these words; gives the provider that answered. */
async function ask(id: ClientApiId, prompt: string, more: object = {}): Promise<string | undefined> {
  const { path, headers, body } = clientApis[id];
  const question = { ...Object(body({ model: id, stream: false, prompt })), ...more };
  const sent = sendRequest({ url: ccm.url + path, headers, body: JSON.stringify(question) });
  return (await sent.response).headers["x-ccm-provider"];
}

describe.each(apis)("over %s", (api) => {
  test("a conversation goes on where it was answered; another one begins at the primary", async () => {
    const first = { role: "user", content: "When is the tide?" };
    const turns = [first, { role: "assistant", content: "By noon." }, { role: "user", content: "And ebb?" }];
    const longer = api === "responses" ? { input: turns } : { messages: turns };
    expect(await ask(api, first.content)).toBe(`${api}.1`);
    expect(await ask(api, first.content, longer)).toBe(`${api}.1`);
    expect(await ask(api, "Another matter.")).toBe(`${api}.0`);
    expect(await ask(api, first.content, longer)).toBe(`${api}.1`);
    expect(await ask(api, first.content)).toBe(`${api}.0`);
  });
});

test("what a target is sent for the same request is the same to the byte, so that its cache holds", async () => {
  for (const api of apis) {
    for (const model of wireIds) {
      const before = standIn.exchanges.length;
      await ask(api, "The same again.", { model });
      await ask(api, "The same again.", { model });
      const [one, other] = standIn.exchanges.slice(before).map(({ request }) => request);
      expect(Buffer.from(one?.body ?? "").toString()).toContain("The same again.");
      expect([one?.target, Buffer.from(one?.body ?? "")]).toEqual([
        other?.target,
        Buffer.from(other?.body ?? "-"),
      ]);
    }
  }
});
