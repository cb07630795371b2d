import { describe, expect, test } from "bun:test";
import { createAffinity } from "../../../src/chain/affinity.ts";
import { ChainError, type ChainStep, runChain } from "../../../src/chain/chain.ts";
import { createCooldowns } from "../../../src/chain/cooldown.ts";
import type { Requirements } from "../../../src/chain/requirements.ts";
import {
  type Candidate,
  createResolveCandidates,
  findModel,
  type Target,
} from "../../../src/chain/target.ts";
import { parseConfig } from "../../../src/config/load.ts";
import { type FailureKind, UpstreamError, type UpstreamFailure } from "../../../src/errors.ts";

const plain: Requirements = { images: false, documents: false, tools: false, webSearch: false };
const start = 1_800_000_000_000;

/** What each provider does, call by call; after the last entry it answers. */
type Script = Readonly<Record<string, readonly (FailureKind | Partial<UpstreamFailure>)[]>>;

function candidatesFor(
  providers: readonly string[],
  mappingExtra: Readonly<Record<string, string>> = {},
): readonly Candidate[] {
  const toml = [
    '[router]\ndefault = "m"',
    ...providers.map(
      (name) =>
        `[[providers]]\nname = "${name}"\nprovider_type = "openai-compatible"\nbase_url = "http://127.0.0.1:1/v1"\napi_key = "k-${name}"`,
    ),
    '[[models]]\nname = "m"',
    ...providers.map(
      (name, at) =>
        `[[models.mappings]]\nprovider = "${name}"\nactual_model = "x"\npriority = ${at + 1}\n${mappingExtra[name] ?? ""}`,
    ),
  ].join("\n");
  const { config, findings } = parseConfig(toml, { path: "c.toml", env: {} });
  const model = config && findModel(config, "m");
  if (!model) throw new Error(findings.map(({ message }) => message).join("\n"));
  const credentials = {
    handlesOf: ({ name, keys }: { name: string; keys: readonly unknown[] }) =>
      keys.map((_, at) => ({
        id: at === 0 ? name : `${name}#${at + 1}`,
        version: "1",
        resolve: () => Promise.reject(new Error("not called")),
        refreshAfterRejection: async () => name === "oauth",
      })),
  };
  return createResolveCandidates(credentials)(config, model, { hasCredential: false });
}

function setUp(candidates: readonly Candidate[], script: Script) {
  const clock = { now: start };
  const calls: string[] = [];
  const waits: number[] = [];
  const cooldowns = createCooldowns({ now: () => clock.now, storage: { load: () => [], save: () => {} } });
  const affinity = createAffinity({ ttlMs: () => 300_000, now: () => clock.now });
  const steps: ChainStep[] = [];
  const failing = new Map<string, number>();
  const attempt = async ({ provider: { name } }: Target): Promise<string> => {
    calls.push(name);
    const turn = failing.get(name) ?? 0;
    failing.set(name, turn + 1);
    const outcome = script[name]?.[turn];
    if (outcome === undefined) return name;
    const failure = typeof outcome === "string" ? { kind: outcome } : outcome;
    throw new UpstreamError({ kind: "server_error", message: `${name} failed`, ...failure });
  };
  const run = async (
    more: { session?: string; needs?: Requirements; spent?: string; signal?: AbortSignal } = {},
  ): Promise<string> => {
    try {
      return await runChain(
        {
          candidates,
          needs: more.needs ?? plain,
          client: "anthropic",
          session: more.session,
          model: "m",
          configRevision: "1",
          signal: more.signal ?? new AbortController().signal,
          attempt,
          mend: (_, { parameter }) => parameter !== undefined,
          onStep: (step) => steps.push(step),
        },
        {
          cooldowns,
          affinity,
          isNearlySpent: ({ provider }) => more.spent === provider.name,
          now: () => clock.now,
          wait: async (ms) => {
            waits.push(ms);
            clock.now += ms;
          },
        },
      );
    } catch (error) {
      if (error instanceof ChainError) return `failed ${error.failure.kind}`;
      throw error;
    }
  };
  const outcomeOf = async (): Promise<readonly [string, string]> => [await run(), calls.join(" ")];
  return { run, outcomeOf, calls, waits, clock, steps, cooldowns };
}

const times = (count: number, kind: FailureKind): FailureKind[] => Array.from({ length: count }, () => kind);

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
    const candidates = candidatesFor(["a"]).flatMap((candidate) => {
      if (!("target" in candidate) || !candidate.target.credential) return [candidate];
      const { target } = candidate;
      const second = { ...candidate.target.credential, id: "a#2" };
      return [candidate, { target: { ...target, credential: second } }];
    });
    expect(await setUp(candidates, { a: ["rate_limit"] }).outcomeOf()).toEqual(["a", "a a"]);
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

  test("a client that left is nobody's failure", async () => {
    const { run, cooldowns } = setUp(candidatesFor(["a"]), { a: times(9, "network") });
    const gone = AbortSignal.abort();
    for (let n = 0; n < 5; n++) expect(await run({ signal: gone })).toBe("failed cancelled");
    expect(cooldowns.list()).toEqual([]);
  });
});
