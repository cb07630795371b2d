import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { respond } from "../support/stand-in/frame-response.ts";
import { type ReceivedRequest, type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import type { Step } from "../support/stand-in/step.ts";
import type { ErrorName } from "../support/wire/wire.ts";
import { wires } from "../support/wire/wires.ts";

/** How a target refuses: status, kind of error, `retry-after` in seconds. */
type Refusal = readonly [status: number, error: ErrorName, retryAfter?: number];

const wire = wires.anthropic;

/** Models all of whose targets refuse. */
const models: Readonly<Record<string, readonly Refusal[]>> = {
  "six-broken": Array.from({ length: 6 }, () => [500, "server"] as const),
  limits: [
    [429, "rate", 3600],
    [429, "rate", 120],
    [529, "overloaded"],
  ],
  "limits-again": [
    [429, "rate", 3600],
    [402, "billing"],
  ],
  "limit-and-broken": [
    [500, "server"],
    [429, "rate", 60],
  ],
  "overloaded-and-broken": [
    [500, "server"],
    [529, "overloaded"],
  ],
  "request-at-fault": [
    [529, "overloaded"],
    [400, "invalid"],
    [500, "server"],
  ],
};

function refuse(request: ReceivedRequest): Step[] {
  const [, model = "", slot = ""] = request.target.split("/");
  const [status, error, retryAfter] = models[model]?.[Number(slot)] ?? [404, "model"];
  const body = [JSON.stringify(wire.error(error, `target ${slot} says ${status}`))];
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return respond({
    status,
    headers: { "content-type": "application/json", ...headers },
    body,
    framing: "length",
  });
}

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({ script: refuse });
  const entries = Object.entries(models).flatMap(([model, targets]) =>
    targets.map((_, slot) => ({ model, slot })),
  );
  ccm = await startCcm({
    config: {
      providers: entries.map(({ model, slot }) => ({
        name: `${model}.${slot}`,
        wire,
        url: `${standIn.url}/${model}/${slot}`,
      })),
      models: Object.entries(models).map(([name, targets]) => ({
        name,
        mappings: targets.map((_, slot) => ({ provider: `${name}.${slot}`, model: "m" })),
      })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

async function ask(model: string) {
  const before = standIn.exchanges.length;
  const { path, headers, body } = clientApis.messages;
  const response = await sendRequest({
    url: ccm.url + path,
    headers,
    body: JSON.stringify(body({ model, stream: true, prompt: `Ask ${model}, ${before}.` })),
  }).response;
  const { error } = clientApis.messages.judge(response);
  return { ...response, error, calls: standIn.exchanges.length - before };
}

/** Calls to the first and the second target of a model. */
function callsTo(model: string): number[] {
  return [0, 1].map(
    (slot) =>
      standIn.exchanges.filter(({ request }) => request.target.startsWith(`/${model}/${slot}`)).length,
  );
}

describe("when every target fails", () => {
  test("no request makes more than four upstream calls", async () => {
    expect(await ask("six-broken")).toMatchObject({ calls: 4, status: 500 });
  });

  test("limits are answered with the earliest reset of all", async () => {
    const answer = await ask("limits");
    expect(answer).toMatchObject({ status: 429, error: { type: "rate_limit_error" } });
    expect(Number(answer.headers["retry-after"])).toBeWithin(115, 121);
  });

  test("targets that rest are not called again", async () => {
    await ask("limits-again");
    const before = callsTo("limits-again");
    const answer = await ask("limits-again");
    expect(answer.durationMs).toBeLessThan(2000);
    expect(callsTo("limits-again")).toEqual(before);
  });

  test("a limit says more than a server error", async () => {
    expect(await ask("limit-and-broken")).toMatchObject({ status: 429 });
  });

  test("overload says more than a server error", async () => {
    expect(await ask("overloaded-and-broken")).toMatchObject({ status: 529 });
  });

  test("what is wrong with the request ends the chain and is told", async () => {
    const answer = await ask("request-at-fault");
    expect(answer).toMatchObject({ status: 400, calls: 2, error: { message: "target 1 says 400" } });
  });
});
