import { afterAll, beforeAll, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { respond } from "../support/stand-in/frame-response.ts";
import { type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { textAnswer } from "../support/wire/answer.ts";
import { bodyOf } from "../support/wire/wire.ts";
import { wires } from "../support/wire/wires.ts";

/*
 * A host that does not take a parameter which ccm itself chose to write: the request is answered all the same.
 */

const wire = wires["openai-chat"];
const json = { "content-type": "application/json" };
let standIn: StandIn;
let ccm: RunningCcm;

/** Refuses `temperature`, and a tool in any form. */
function refusalOf(body: Record<string, unknown>): string | undefined {
  return ["temperature", "tools"].find((name) => body[name] !== undefined);
}

beforeAll(async () => {
  standIn = await startStandIn({
    script: (request) => {
      const refused = refusalOf(bodyOf(request));
      const status = refused === undefined ? 200 : 400;
      const body =
        refused === undefined
          ? wire.json(textAnswer, "m")
          : {
              error: {
                message: "No.",
                type: "invalid_request_error",
                code: "unsupported_parameter",
                param: refused,
              },
            };
      return respond({ status, headers: json, body: [JSON.stringify(body)], framing: "length" });
    },
  });
  ccm = await startCcm({
    config: {
      server: ['log_level = "error"'],
      providers: [{ name: "host", wire, url: standIn.url }],
      models: [{ name: "main", mappings: [{ provider: "host", model: "m" }] }],
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

async function ask(path: string, more: Record<string, unknown>) {
  const before = standIn.exchanges.length;
  const response = await fetch(ccm.url + path, {
    method: "POST",
    headers: json,
    body: JSON.stringify({
      model: "main",
      max_tokens: 100,
      temperature: 0.5,
      messages: [{ role: "user", content: "Hello" }],
      ...more,
    }),
  });
  return {
    status: response.status,
    text: await response.text(),
    lossy: response.headers.get("x-ccm-lossy"),
    asked: standIn.exchanges.slice(before).map(({ request }) => bodyOf(request).temperature),
  };
}

test("what a host refuses is left out at once, named, and remembered", async () => {
  const first = await ask("/v1/messages", {});
  expect(first).toMatchObject({ status: 200, lossy: "temperature", asked: [0.5, undefined] });
  expect(first.text).toContain("The tide table says");
  expect(await ask("/v1/messages", {})).toMatchObject({
    status: 200,
    lossy: "temperature",
    asked: [undefined],
  });
});

test("what an answer hangs on is never left out", async () => {
  const tools = [{ name: "weigh", input_schema: { type: "object", properties: {} } }];
  expect(await ask("/v1/messages", { tools })).toMatchObject({ status: 400, asked: [undefined] });
});

test("a request in the host's own format stays the client's", async () => {
  const refused = await ask("/v1/chat/completions", {});
  expect(refused).toMatchObject({ status: 400, lossy: null, asked: [0.5] });
  expect(refused.text).toContain("unsupported_parameter");
});
