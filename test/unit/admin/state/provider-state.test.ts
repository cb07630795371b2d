import { describe, expect, test } from "bun:test";
import { providerState } from "../../../../src/admin/state/provider-state.ts";
import type { CredentialHandle, CredentialSource } from "../../../../src/auth/credential.ts";
import type { Cooldown } from "../../../../src/chain/cooldown.ts";
import { configOf } from "../../../support/parse-config-text.ts";

const { providers, models } = configOf(`
[router]
default = "m"
[[providers]]
name = "p"
provider_type = "openrouter"
api_key = ["key-one-of-the-test", "key-two-of-the-test"]
[[providers]]
name = "off"
provider_type = "openrouter"
api_key = "key-of-the-test"
enabled = false
[[models]]
name = "m"
[[models.mappings]]
provider = "p"
actual_model = "a"
priority = 1
[[models.mappings]]
provider = "p"
actual_model = "b"
priority = 2
`);

const handle = (id: string): CredentialHandle => ({
  id,
  version: "1",
  resolve: () => Promise.reject(new Error("nobody calls a provider to describe it")),
  refreshAfterRejection: async () => false,
});
const twoKeys: CredentialSource = { handlesOf: () => [handle("p"), handle("p#2")] };

function cooldown(credential: string, changes: Partial<Cooldown> & { model?: string } = {}): Cooldown {
  const { model, ...rest } = changes;
  const key = { provider: "p", credential, ...(model !== undefined && { model }) };
  return {
    key,
    cause: "rate_limit",
    message: "usage limit",
    since: 0,
    until: 5_000,
    stated: true,
    version: "1",
    ...rest,
  };
}

function stateOf(name: string, cooldowns: readonly Cooldown[] = [], credentials = twoKeys) {
  const provider = providers.find((one) => one.name === name);
  if (!provider) throw new Error(`no ${name}`);
  return providerState(provider, { credentials, cooldowns, models });
}

describe("a provider's state", () => {
  test("is ready when nothing stands in the way", () => {
    expect(stateOf("p")).toEqual({ tone: "ok", word: "Ready", detail: "", ready: true });
  });

  test("is ready with one key of two cooling down, and says so", () => {
    expect(stateOf("p", [cooldown("p")])).toMatchObject({ ready: true, detail: "1 of 2 keys cooling down" });
  });

  test("cools down until the first key is back when all of them do", () => {
    const both = [cooldown("p", { until: 9_000 }), cooldown("p#2", { until: 7_000 })];
    expect(stateOf("p", both)).toMatchObject({
      tone: "wait",
      word: "Cooling down",
      ready: false,
      until: 7_000,
    });
  });

  test("needs a person when every key was refused", () => {
    const both = ["p", "p#2"].map((id) => cooldown(id, { cause: "authentication", message: "no such key" }));
    expect(stateOf("p", both)).toMatchObject({
      tone: "bad",
      word: "Key refused",
      detail: "no such key",
      fix: "key",
    });
  });

  test("cools down when each of its mapped models does, but not when only one does", () => {
    const resting = (model: string): Cooldown[] => ["p", "p#2"].map((id) => cooldown(id, { model }));
    expect(stateOf("p", resting("a"))).toMatchObject({ ready: true, detail: "1 of 2 models cooling down" });
    expect(stateOf("p", [...resting("a"), ...resting("b")])).toMatchObject({
      ready: false,
      word: "Cooling down",
    });
  });

  test("is not that of another provider's cooldowns", () => {
    const other = { ...cooldown("p"), key: { provider: "q", credential: "p" } };
    expect(stateOf("p", [other, { ...other, key: { provider: "q", credential: "p#2" } }])).toMatchObject({
      ready: true,
    });
  });

  test("is disabled by its own entry, whatever else is wrong", () => {
    const lacking: CredentialSource = { handlesOf: () => ({ reason: "not configured: $X is unset" }) };
    expect(stateOf("off", [], lacking)).toMatchObject({ tone: "off", word: "Disabled", ready: false });
  });

  test("names what is missing as a sentence, without the terminal's command", () => {
    const lacking: CredentialSource = { handlesOf: () => ({ reason: "not configured: $X is unset" }) };
    expect(stateOf("p", [], lacking)).toMatchObject({
      tone: "warn",
      word: "Not configured",
      detail: "$X is unset",
    });
  });
});
