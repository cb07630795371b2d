import { describe, expect, test } from "bun:test";
import type { StandingProvider } from "../../../../src/admin/state/list-providers.ts";
import {
  type MappingSurroundings,
  mappingState,
  modelState,
} from "../../../../src/admin/state/mapping-state.ts";
import type { ProviderState } from "../../../../src/admin/state/provider-state.ts";
import type { Cooldown } from "../../../../src/chain/cooldown.ts";
import { Secret } from "../../../../src/secret.ts";

const now = new Date(2026, 10, 22, 15, 0).getTime();
const ready: ProviderState = { tone: "ok", word: "Ready", detail: "", ready: true };

function standing(name: string, state: ProviderState, keys = 1): StandingProvider {
  return {
    provider: {
      name,
      type: "openrouter",
      enabled: true,
      authType: "api_key",
      keys: Array.from({ length: keys }, () => new Secret("key")),
      unsetVariables: [],
      keyVariables: [],
      oauthProvider: name,
      headers: {},
      models: [],
      timeouts: {},
    },
    state,
  };
}

function rest(provider: string, credential: string | undefined, minutes: number, model?: string): Cooldown {
  return {
    key: { provider, ...(credential !== undefined && { credential }), ...(model !== undefined && { model }) },
    cause: "rate_limit",
    message: "limit",
    since: now,
    until: now + minutes * 60_000,
    stated: true,
    version: "1",
  };
}

const mapping = (provider: string) => ({ provider, actualModel: "m", priority: 1 });
const model = (...providers: string[]) =>
  ({ name: "m", mappings: providers.map(mapping), commit: "event" }) as const;

const around = (cooldowns: readonly Cooldown[] = []): MappingSurroundings => ({
  providers: [
    standing("one", ready),
    standing("two", ready, 2),
    standing("off", { tone: "off", word: "Disabled", detail: "", ready: false }),
  ],
  credentials: {
    handlesOf: ({ name, keys }) =>
      keys.map((secret, index) => ({
        id: index === 0 ? name : `${name}#${index + 1}`,
        version: "1",
        resolve: async () => ({ secret, kind: "api_key" }),
        refreshAfterRejection: async () => false,
      })),
  },
  cooldowns,
  now,
});

describe("a mapping", () => {
  test("stands as its provider does, and names one that does not exist", () => {
    expect(mappingState(mapping("one"), around()).word).toBe("Ready");
    expect(mappingState(mapping("off"), around()).word).toBe("Disabled");
    expect(mappingState(mapping("never"), around())).toMatchObject({
      word: "Unknown provider",
      ready: false,
    });
  });

  test("rests with its own model, and with all keys or none", () => {
    expect(mappingState(mapping("one"), around([rest("one", "one", 40, "m")])).word).toBe("Until 15:40");
    expect(mappingState(mapping("one"), around([rest("one", "one", 40, "other")])).ready).toBe(true);
    const first = rest("two", "two", 40);
    expect(mappingState(mapping("two"), around([first])).ready).toBe(true);
    expect(mappingState(mapping("two"), around([first, rest("two", "two#2", 20, "m")])).word).toBe(
      "Until 15:20",
    );
  });

  test("rests with the host of its provider, however many keys there are", () => {
    const host = rest("two", undefined, 30, "m");
    expect(mappingState(mapping("two"), around([host])).word).toBe("Until 15:30");
    expect(mappingState(mapping("two"), around([host, rest("two", "two", 40)])).word).toBe("Until 15:30");
    expect(
      mappingState(mapping("two"), around([host, rest("two", "two", 40), rest("two", "two#2", 50)])),
    ).toMatchObject({ ready: false, word: "Until 15:40" });
  });

  test("does not rest for a key that is no longer there", () => {
    const gone = rest("one", "one#2", 40, "m");
    expect(mappingState(mapping("one"), around([gone])).ready).toBe(true);
  });
});

describe("a model", () => {
  for (const [mappings, word, tone] of [
    [["one", "two"], "Ready", "ok"],
    [["one", "off"], "1 of 2 ready", "ok"],
    [["off", "one"], "1 of 2 ready", "wait"],
    [["never", "one"], "1 unknown", "warn"],
    [["off"], "None ready", "bad"],
    [[], "None ready", "bad"],
  ] as const) {
    test(`over ${mappings.join(", ") || "nothing"} is told as ${word}`, () => {
      expect(modelState(model(...mappings), around())).toMatchObject({ word, tone });
    });
  }

  test("of which all rest returns with the first", () => {
    const cooldowns = [rest("one", "one", 40), rest("two", "two", 30), rest("two", "two#2", 50)];
    expect(modelState(model("one", "two"), around(cooldowns)).word).toBe("Until 15:30");
  });
});
