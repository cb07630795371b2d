import { expect, test } from "bun:test";
import { effectiveConfig } from "../../../src/cli/effective-config.ts";
import { formatToml } from "../../../src/cli/format-toml.ts";
import { parseConfig } from "../../../src/config/load.ts";

const canary = "sk-canary-0123456789abcdefghij";

const written = `
[server]
port = 23456
api_key = "$CLIENT_KEY"
[router]
default = "m"
background_regex = "(?i)claude.*haiku"
[[providers]]
name = "a"
provider_type = "openrouter"
api_key = ["${canary}", "$SET", "$UNSET"]
headers = { "x-token" = "${canary}" }
timeouts = { idle_timeout_ms = 5 }
[[models]]
name = "m"
commit = "message"
[[models.mappings]]
provider = "a"
actual_model = "x"
priority = 1
reasoning_effort = "high"
price = { input = 1.5, cache_write_1h = 2 }
`;

const env = { CLIENT_KEY: canary, SET: canary };

function configOf(text: string) {
  const { config, findings } = parseConfig(text, { path: "config.toml", env });
  if (!config) throw new Error(JSON.stringify(findings));
  return config;
}

test("shows everything under the file's own keys, so that it reads back as the same config", () => {
  const config = configOf(written);
  const again = configOf(formatToml(effectiveConfig(config)));
  expect(again.router).toEqual(config.router);
  expect(again.models).toEqual(config.models);
  expect(again.usage).toEqual(config.usage);
  expect({ ...again.server, apiKey: undefined }).toEqual({ ...config.server, apiKey: undefined });
  expect(again.findings.filter(({ message }) => message.includes("unknown"))).toEqual([]);
});

test("names the variable of a key, and shows no secret", () => {
  const shown = effectiveConfig(configOf(written));
  expect(JSON.stringify(shown)).not.toContain(canary);
  expect(shown).toMatchObject({ providers: [{ api_key: [expect.stringMatching(/…/), "$SET", "$UNSET"] }] });
});
