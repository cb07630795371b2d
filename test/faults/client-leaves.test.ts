import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { clientApis } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { respond } from "../support/stand-in/frame-response.ts";
import {
  type Exchange,
  type ReceivedRequest,
  type StandIn,
  startStandIn,
} from "../support/stand-in/start-stand-in.ts";
import { type Step, stall } from "../support/stand-in/step.ts";
import { textAnswer } from "../support/wire/answer.ts";
import type { WireId } from "../support/wire/wire.ts";
import { wireIds, wires } from "../support/wire/wires.ts";
import { brokenOff } from "./scene.ts";

/** Where the upstream is when the client leaves. */
type Moment = "waiting" | "midst" | "back-off";

const moments: readonly Moment[] = ["waiting", "midst", "back-off"];
/** Far more than ccm takes, for a busy machine; the benchmark measures the real time. */
const soonMs = 500;

function play(request: ReceivedRequest): readonly Step[] {
  const [, wireId = "", moment = ""] = request.target.split("/");
  const wire = wires[wireId as WireId];
  if (moment === "waiting") return [stall];
  if (moment === "midst") {
    return brokenOff(
      { wire, request, nth: 0, sinceStartMs: 0, clientSaw: Promise.resolve() },
      "text",
      "stall",
    );
  }
  const body = [JSON.stringify(wire.error("rate", "in a moment"))];
  const headers = { "content-type": "application/json", "retry-after-ms": "300" };
  return respond({ status: 429, headers, body, framing: "length" });
}

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({ script: play });
  const names = wireIds.flatMap((wire) =>
    moments.map((moment) => ({ wire, moment, name: `${wire}.${moment}` })),
  );
  ccm = await startCcm({
    config: {
      providers: names.map(({ wire, moment, name }) => ({
        name,
        wire: wires[wire],
        url: `${standIn.url}/${wire}/${moment}`,
      })),
      models: names.map(({ name }) => ({ name, mappings: [{ provider: name, model: "m" }] })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

const exchangesAt = (wire: WireId, moment: Moment): Exchange[] =>
  standIn.exchanges.filter(({ request }) => request.target.startsWith(`/${wire}/${moment}`));

async function until(holds: () => boolean, withinMs = soonMs): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!holds() && performance.now() < deadline) await Bun.sleep(5);
  return holds();
}

function ask(wire: WireId, moment: Moment) {
  const { path, headers, body } = clientApis.messages;
  const question = body({ model: `${wire}.${moment}`, stream: true, prompt: `Leave ${performance.now()}.` });
  return sendRequest({ url: ccm.url + path, headers, body: JSON.stringify(question) });
}

describe.each(wireIds)("a client that leaves while %s", (wire) => {
  test.each(["fin", "reset"] as const)(
    "has not yet answered (%s): the call is ended, and nothing is held against it",
    async (how) => {
      const before = exchangesAt(wire, "waiting").length;
      const request = ask(wire, "waiting");
      expect(await until(() => exchangesAt(wire, "waiting").length > before, 5000)).toBe(true);
      request.abort(how);
      expect(await until(() => exchangesAt(wire, "waiting").every(({ open }) => !open))).toBe(true);
      expect(exchangesAt(wire, "waiting")).toHaveLength(before + 1);
    },
  );

  test.each(["fin", "reset"] as const)(
    "is in the middle of its answer (%s): the call is ended",
    async (how) => {
      const request = ask(wire, "midst");
      await request.sees(textAnswer.text?.[0] ?? "");
      request.abort(how);
      expect(await until(() => exchangesAt(wire, "midst").every(({ open }) => !open))).toBe(true);
    },
  );

  test("is to be asked again in a moment: it is not", async () => {
    const request = ask(wire, "back-off");
    expect(await until(() => exchangesAt(wire, "back-off").length === 1, 5000)).toBe(true);
    request.abort("reset");
    await Bun.sleep(600); // longer than the wait that the provider asked for
    expect(exchangesAt(wire, "back-off")).toHaveLength(1);
  });
});
