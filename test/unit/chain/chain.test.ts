import { describe, expect, test } from "bun:test";
import { candidatesFor, plain, type Script, setUp, start, times } from "./play-chain.ts";

describe("a chain of several targets", () => {
  test("answers from the first that can", async () => {
    expect(await setUp(candidatesFor(["a", "b"]), {}).outcomeOf()).toEqual(["a", "a"]);
  });

  for (const kind of [
    "server_error",
    "overloaded",
    "network",
    "timeout",
    "bad_response",
    "incomplete_stream",
    "rate_limit",
    "billing",
    "permission",
    "not_found",
    "authentication",
    "unsupported",
  ] as const) {
    test(`goes on to the next after ${kind}, asking each once`, async () => {
      expect(await setUp(candidatesFor(["a", "b"]), { a: times(9, kind) }).outcomeOf()).toEqual(["b", "a b"]);
    });
  }

  for (const kind of ["invalid_request", "content_policy", "too_large", "cancelled"] as const) {
    test(`stops at ${kind}: the same body fails everywhere`, async () => {
      expect(await setUp(candidatesFor(["a", "b"]), { a: [kind] }).outcomeOf()).toEqual([
        `failed ${kind}`,
        "a",
      ]);
    });
  }

  test("asks a target once more that will now go without what it refused, whatever the refusal's kind", async () => {
    for (const kind of ["unsupported", "invalid_request"] as const) {
      const refusal = { kind, parameter: "top_k", shouldRetry: false };
      expect(await setUp(candidatesFor(["a", "b"]), { a: [refusal] }).outcomeOf()).toEqual(["a", "a a"]);
    }
    const again = { kind: "unsupported", parameter: "top_k" } as const;
    expect(await setUp(candidatesFor(["a", "b"]), { a: [again, again] }).outcomeOf()).toEqual(["b", "a a b"]);
  });

  test("a prompt too long goes on only to a larger window", async () => {
    const windows = { a: "context_window = 1000", b: "context_window = 1000", c: "context_window = 2000" };
    const { outcomeOf, steps } = setUp(candidatesFor(["a", "b", "c"], windows), { a: ["context_too_long"] });
    expect(await outcomeOf()).toEqual(["c", "a c"]);
    expect(steps.map(({ outcome }) => outcome)).toEqual(["failed", "skipped", "ok"]);
  });

  test("makes at most four calls", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const script = Object.fromEntries(names.map((name) => [name, times(9, "server_error")]));
    expect(await setUp(candidatesFor(names), script).outcomeOf()).toEqual(["failed server_error", "a b c d"]);
  });

  test("after a 401 refreshes a login once and asks once more", async () => {
    expect(await setUp(candidatesFor(["oauth", "b"]), { oauth: ["authentication"] }).outcomeOf()).toEqual([
      "oauth",
      "oauth oauth",
    ]);
    const twice = { oauth: times(2, "authentication") };
    expect(await setUp(candidatesFor(["oauth", "b"]), twice).outcomeOf()).toEqual(["b", "oauth oauth b"]);
  });

  test("tells the most useful failure: about the request, else the limit that ends first", async () => {
    const limits: Script = {
      a: ["overloaded"],
      b: [{ kind: "rate_limit", resetAt: start + 9000 }],
      c: [{ kind: "rate_limit", resetAt: start + 5000 }],
    };
    expect(await setUp(candidatesFor(["a", "b", "c"]), limits).outcomeOf()).toEqual([
      "failed rate_limit",
      "a b c",
    ]);
    const request: Script = { a: ["overloaded"], b: ["unsupported"] };
    expect((await setUp(candidatesFor(["a", "b"]), request).outcomeOf())[0]).toBe("failed unsupported");
  });

  test("tries the keys of a provider in turn", async () => {
    expect(await setUp(candidatesFor(["a"], {}, 2), { a: ["rate_limit"] }).outcomeOf()).toEqual(["a", "a a"]);
  });

  test("tries another host before the other keys of one that is down", async () => {
    const outage = setUp(candidatesFor(["a", "b"], {}, 5), { a: times(9, "network") });
    expect(await outage.outcomeOf()).toEqual(["b", "a b"]);
    const limit = setUp(candidatesFor(["a", "b"], {}, 3), { a: times(9, "rate_limit") });
    expect(await limit.outcomeOf()).toEqual(["b", "a a a b"]);
  });

  test("goes on after what ends the search elsewhere when the provider says to try again", async () => {
    const script: Script = { a: [{ kind: "invalid_request", shouldRetry: true }] };
    expect(await setUp(candidatesFor(["a", "b"]), script).outcomeOf()).toEqual(["b", "a b"]);
  });

  test("treats the last one that does not rest as a lone one", async () => {
    const script: Script = {
      a: [{ kind: "rate_limit", resetAt: start + 3600_000 }, "server_error"],
      b: ["rate_limit", "server_error"],
    };
    const { run, calls, clock } = setUp(candidatesFor(["a", "b"]), script);
    expect(await run()).toBe("failed rate_limit");
    clock.now += 1000;
    expect(await run()).toBe("b");
    expect(calls.join(" ")).toBe("a b b b");
  });

  test("passes over a target that cannot take what the request holds, and says so", async () => {
    const { run, steps } = setUp(candidatesFor(["a", "b"]), {});
    expect(await run({ needs: { ...plain, webSearch: true } })).toBe("failed unsupported");
    expect(
      steps.every((step) => step.outcome === "skipped" && step.mapping.reason === "cannot take web search"),
    ).toBe(true);
  });
});

describe("a lone target", () => {
  for (const kind of [
    "server_error",
    "overloaded",
    "network",
    "bad_response",
    "incomplete_stream",
  ] as const) {
    test(`is asked once more after ${kind}`, async () => {
      expect(await setUp(candidatesFor(["a"]), { a: [kind] }).outcomeOf()).toEqual(["a", "a a"]);
      expect(await setUp(candidatesFor(["a"]), { a: times(5, kind) }).outcomeOf()).toEqual([
        `failed ${kind}`,
        "a a",
      ]);
    });
  }

  test("is not asked again after silence, nor when it says that it is no use", async () => {
    expect(await setUp(candidatesFor(["a"]), { a: ["timeout"] }).outcomeOf()).toEqual([
      "failed timeout",
      "a",
    ]);
    const refused: Script = { a: [{ kind: "server_error", shouldRetry: false }] };
    expect(await setUp(candidatesFor(["a"]), refused).outcomeOf()).toEqual(["failed server_error", "a"]);
  });

  test("is asked again when it says so, whatever it failed by", async () => {
    for (const kind of ["timeout", "permission", "rate_limit", "invalid_request"] as const) {
      const script: Script = { a: [{ kind, shouldRetry: true }] };
      expect(await setUp(candidatesFor(["a"]), script).outcomeOf()).toEqual(["a", "a a"]);
    }
  });

  test("is not asked earlier than it says, whatever it failed by", async () => {
    const after = (retryAfterMs: number): Script => ({ a: [{ kind: "overloaded", retryAfterMs }] });
    const soon = setUp(candidatesFor(["a"]), after(2000));
    expect([...(await soon.outcomeOf()), soon.waits]).toEqual(["a", "a a", [2000]]);
    expect(await setUp(candidatesFor(["a"]), after(60_000)).outcomeOf()).toEqual(["failed overloaded", "a"]);
  });

  test("is asked once more for few of many requests only", async () => {
    const flaky = Array.from({ length: 20 }, () => ["server_error", undefined] as const).flat();
    const { run, calls, clock, ends } = setUp(candidatesFor(["a"]), { a: flaky });
    const outcomes: string[] = [];
    for (let n = 0; n < 6; n++) {
      clock.now += 1;
      outcomes.push(await run());
      ends.at(-1)?.();
    }
    expect(outcomes).toEqual(["a", "a", "a", "failed server_error", "a", "failed server_error"]);
    expect(calls).toHaveLength(9);
    clock.now += 60_000;
    expect([await run(), await run()]).toEqual(["a", "a"]);
  });

  test("is waited for when its limit ends within ten seconds, else the limit is told at once", async () => {
    const soon = setUp(candidatesFor(["a"]), {
      a: [{ kind: "rate_limit", retryAfterMs: 3000, resetAt: start + 3000 }],
    });
    expect(await soon.outcomeOf()).toEqual(["a", "a a"]);
    expect(soon.waits).toEqual([3000]);
    const later = setUp(candidatesFor(["a"]), {
      a: [{ kind: "rate_limit", retryAfterMs: 60_000, resetAt: start + 60_000 }],
    });
    expect(await later.outcomeOf()).toEqual(["failed rate_limit", "a"]);
    expect(later.waits).toEqual([]);
  });
});
