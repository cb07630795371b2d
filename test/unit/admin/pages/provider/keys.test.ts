import { expect, test } from "bun:test";
import { KeysTable, writtenKeys } from "../../../../../src/admin/pages/provider/keys.tsx";
import type { Cooldown } from "../../../../../src/chain/cooldown.ts";
import { configOf } from "../../../../support/parse-config-text.ts";

const now = new Date(2026, 10, 22, 15, 0).getTime();
const keys = ["key-one-of-the-test", "key-two-of-the-test", "key-three-of-the-test"];
const [provider] = configOf(`
[router]
default = "m"
[[providers]]
name = "p"
provider_type = "openrouter"
api_key = ${JSON.stringify(keys)}
`).providers;

function cooldown(credential: string, cause: Cooldown["cause"]): Cooldown {
  const until = now + 30 * 60_000;
  return {
    key: { provider: "p", credential },
    cause,
    message: "",
    since: now,
    until,
    stated: true,
    version: "",
  };
}

test("each key stands as its own cooldown says, and none is shown", () => {
  if (!provider) throw new Error("the config has no provider");
  const cooldowns = [cooldown("p#2", "rate_limit"), cooldown("p#3", "authentication")];
  const html = String(KeysTable({ keys: writtenKeys(provider, keys, cooldowns), now }));
  const states = [...html.matchAll(/class="st (\w+)">([^<]+)</g)].map(([, tone, word]) => [tone, word]);
  expect(states).toEqual([
    ["ok", "Ready"],
    ["wait", "Cooling down"],
    ["bad", "Key refused"],
  ]);
  expect(html).toContain("Limit reached, until 15:30");
  for (const key of keys) expect(html).not.toContain(key);
});
