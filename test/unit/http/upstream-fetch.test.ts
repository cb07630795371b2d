import { afterEach, describe, expect, test } from "bun:test";
import { isReachable } from "../../../src/http/is-reachable.ts";
import { createUpstreamFetch } from "../../../src/http/upstream-fetch.ts";
import { respond } from "../../support/stand-in/frame-response.ts";
import { type ReceivedRequest, type StandIn, startStandIn } from "../../support/stand-in/start-stand-in.ts";
import { awaitGate, reset, type Step } from "../../support/stand-in/step.ts";

const whole = (): Step[] => respond({ status: 200, headers: {}, body: ["ok"], framing: "length" });

let standIn: StandIn | undefined;

afterEach(async () => {
  await standIn?.close();
});

async function setUp(script: (request: ReceivedRequest) => readonly Step[]) {
  const opened = await startStandIn({ script });
  standIn = opened;
  const clock = { now: 100_000 };
  const fetch = createUpstreamFetch({ monotonic: () => clock.now, isProxied: () => false, isReachable });
  const call = async (path = "/"): Promise<string> => {
    const controller = new AbortController();
    try {
      const response = await fetch({
        url: opened.url + path,
        method: "POST",
        headers: {},
        body: "{}",
        controller,
        connectTimeoutMs: 5000,
      });
      return `${response.status} ${await response.text()}`;
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : String(error);
    }
  };
  return { call, clock, standIn: opened };
}

/** A host whose connections each carry one request and die on the next. */
const oneRequestAConnection = ({ nth }: ReceivedRequest): readonly Step[] => (nth === 0 ? whole() : [reset]);

describe("a kept connection that the host has closed meanwhile", () => {
  test("is given up for a fresh one, and the call made again there", async () => {
    const { call, clock, standIn } = await setUp(oneRequestAConnection);
    expect(await call()).toBe("200 ok");
    clock.now += 5000;
    expect(await call()).toBe("200 ok");
    expect([standIn.connections, standIn.exchanges.length]).toEqual([2, 3]);
  });

  test("is no excuse when it was in use a moment ago: the host meant it", async () => {
    const { call, clock, standIn } = await setUp(oneRequestAConnection);
    await call();
    clock.now += 1000;
    expect(await call()).toBe("ECONNRESET");
    expect(standIn.exchanges).toHaveLength(2);
  });

  test("casts doubt on the others of its host, which are left alone for a while", async () => {
    const { call, clock, standIn } = await setUp(oneRequestAConnection);
    await call();
    clock.now += 1000;
    await call();
    expect(await call()).toBe("200 ok");
    expect(await call()).toBe("200 ok");
    expect(standIn.exchanges.map(({ request }) => request.nth)).toEqual([0, 1, 0, 0]);
  });
});

test("connections serve again", async () => {
  const { call, standIn } = await setUp(whole);
  for (let n = 0; n < 5; n++) await call();
  expect(standIn.connections).toBe(1);
});

test("a fresh connection that dies is not tried again here", async () => {
  const { call, standIn } = await setUp(() => [reset]);
  expect(await call()).toBe("ECONNRESET");
  expect(standIn.exchanges).toHaveLength(1);
});

test("a redirect is not followed, and no compressed answer is asked for", async () => {
  const { call, standIn } = await setUp(() =>
    respond({ status: 307, headers: { location: "/elsewhere" }, body: [""], framing: "length" }),
  );
  expect(await call()).toBe("307 ");
  expect(standIn.exchanges.map(({ request }) => request.target)).toEqual(["/"]);
  expect(standIn.exchanges[0]?.request.headers["accept-encoding"]).toBe("identity");
});

test("a host that answers while it is asked whether it can be reached is not given up for that", async () => {
  const asked = Promise.withResolvers<void>();
  const verdict = Promise.withResolvers<boolean>();
  standIn = await startStandIn({ script: () => [awaitGate(asked.promise), ...whole()] });
  const fetch = createUpstreamFetch({
    monotonic: () => 0,
    isProxied: () => false,
    isReachable: () => {
      asked.resolve();
      return verdict.promise;
    },
  });
  const controller = new AbortController();
  const call = { url: standIn.url, method: "GET", headers: {}, controller, connectTimeoutMs: 20 } as const;
  const response = await fetch(call);
  verdict.resolve(false);
  await Bun.sleep(0);
  expect(controller.signal.aborted).toBe(false);
  expect(await response.text()).toBe("ok");
});
