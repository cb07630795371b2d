import { describe, expect, test } from "bun:test";
import { UpstreamError, type UpstreamFailure } from "../../../src/errors.ts";
import { candidatesFor, type Script, setUp, start, times } from "./play-chain.ts";

describe("over several requests", () => {
  test("a limited target gets one call before its stated reset, whatever is asked, and one after it", async () => {
    const { run, calls, clock } = setUp(candidatesFor(["a", "b"]), {
      a: [{ kind: "rate_limit", resetAt: start + 5 * 3600_000 }],
    });
    for (let n = 0; n < 1000; n++) {
      clock.now = start + n * 17_000;
      expect(await run()).toBe("b");
    }
    expect(calls.filter((name) => name === "a")).toHaveLength(1);
    clock.now = start + 5 * 3600_000;
    expect(await run()).toBe("a");
  });

  test("when all are cooling the client is told at once, with the earliest end", async () => {
    const script: Script = {
      a: [{ kind: "rate_limit", resetAt: start + 900_000 }],
      b: [{ kind: "rate_limit", resetAt: start + 300_000 }],
    };
    const { run, calls } = setUp(candidatesFor(["a", "b"]), script);
    await run();
    expect(await run()).toBe("failed rate_limit");
    expect(calls).toEqual(["a", "b"]);
  });

  test("a session stays where it was served while the cache lives; new ones go to the primary", async () => {
    const { run, clock } = setUp(candidatesFor(["a", "b"]), { a: ["network"] });
    expect(await run({ session: "s" })).toBe("b");
    expect(await run({ session: "s" })).toBe("b");
    expect(await run({ session: "new" })).toBe("a");
    clock.now += 300_001;
    expect(await run({ session: "s" })).toBe("a");
  });

  test("a new session begins where there is room left; one that runs stays", async () => {
    const { run } = setUp(candidatesFor(["a", "b"]), {});
    expect(await run({ session: "s" })).toBe("a");
    expect(await run({ session: "new", spent: "a" })).toBe("b");
    expect(await run({ spent: "a" })).toBe("b");
    expect(await run({ session: "s", spent: "a" })).toBe("a");
    expect(await setUp(candidatesFor(["a"]), {}).run({ spent: "a" })).toBe("a");
  });

  test("a session that only begins goes to the primary, whoever answered one that began alike", async () => {
    const { run } = setUp(candidatesFor(["a", "b"]), { a: ["network"] });
    expect([await run({ session: "s" }), await run({ session: "s", isContinued: false })]).toEqual([
      "b",
      "a",
    ]);
  });

  test("a session does not stay where it failed", async () => {
    const { run } = setUp(candidatesFor(["a", "b"]), { a: ["network"], b: [undefined, "network"] });
    const outcomes = [await run({ session: "s" }), await run({ session: "s" }), await run({ session: "s" })];
    expect(outcomes).toEqual(["b", "a", "a"]);
  });

  test("when all rest by ccm's own guess, one request in ten seconds tries all the same", async () => {
    const { run, calls, clock } = setUp(candidatesFor(["a", "b"]), {
      a: times(50, "network"),
      b: [{ kind: "rate_limit", resetAt: start + 3600_000 }],
    });
    for (let n = 0; n < 10; n++) {
      await run();
      clock.now += 40_000;
    }
    clock.now -= 40_000; // the last call has just failed, and its target rests for minutes
    const before = calls.length;
    for (let n = 0; n < 30; n++) {
      await run();
      clock.now += 1000;
    }
    expect(calls.slice(before)).toEqual(["a", "a"]);
  });

  test("an answer that broke off counts against its target, a client that left in it does not", async () => {
    const { run, cooldowns, ends } = setUp(candidatesFor(["a"]), {});
    const brokenOff: UpstreamFailure = { kind: "incomplete_stream", message: "cut" };
    const client = new AbortController();
    for (let n = 0; n < 5; n++) {
      await run({ signal: client.signal });
    }
    client.abort(new UpstreamError({ kind: "overloaded", message: "ccm is stopping" }));
    for (const ended of ends) ended(brokenOff);
    expect(cooldowns.list()).toEqual([]);
    for (let n = 0; n < 3; n++) {
      await run();
      ends.at(-1)?.(brokenOff);
    }
    expect(cooldowns.list().map(({ cause }) => cause)).toEqual(["incomplete_stream"]);
  });

  test("an answer that outlasts the request's whole time counts against its target", async () => {
    const { run, cooldowns, ends } = setUp(candidatesFor(["a"]), {});
    for (let n = 0; n < 3; n++) {
      const request = new AbortController();
      await run({ signal: request.signal });
      request.abort(new UpstreamError({ kind: "timeout", message: "no answer" }));
      ends.at(-1)?.({ kind: "network", message: "broken off" });
    }
    expect(cooldowns.list().map(({ cause }) => cause)).toEqual(["timeout"]);
  });

  test("a client that left is nobody's failure", async () => {
    const { run, cooldowns } = setUp(candidatesFor(["a"]), { a: times(9, "network") });
    const gone = AbortSignal.abort();
    for (let n = 0; n < 5; n++) expect(await run({ signal: gone })).toBe("failed cancelled");
    expect(cooldowns.list()).toEqual([]);
  });
});
