import { describe, expect, test } from "bun:test";
import { clientVariables } from "../../../../src/cli/client-variables.ts";
import {
  connectClaude,
  disconnectClaude,
  variablesOfCcm,
} from "../../../../src/cli/connect/claude-settings.ts";
import { connectCodex, disconnectCodex } from "../../../../src/cli/connect/codex-config.ts";
import { configOf } from "../../../support/parse-config-text.ts";

describe("Claude Code's settings", () => {
  const variables = { ANTHROPIC_BASE_URL: "http://127.0.0.1:13456", ANTHROPIC_AUTH_TOKEN: "ccm" };
  const before = JSON.stringify({ theme: "dark", env: { FOO: "1", ANTHROPIC_AUTH_TOKEN: "mine" } });

  test("gain the variables and keep everything else", () => {
    expect(JSON.parse(connectClaude(before, variables))).toEqual({
      theme: "dark",
      env: { FOO: "1", ...variables },
    });
    expect(JSON.parse(connectClaude("", variables))).toEqual({ env: variables });
  });

  test("come back as they were, but for what the user has changed since", () => {
    const connected = connectClaude(before, variables).replace('"dark"', '"light"');
    expect(JSON.parse(disconnectClaude(connected, before))).toEqual({
      theme: "light",
      env: { FOO: "1", ANTHROPIC_AUTH_TOKEN: "mine" },
    });
    expect(JSON.parse(disconnectClaude(connectClaude("", variables), ""))).toEqual({});
  });

  test("are given back whichever variables ccm sets", () => {
    const config = configOf(`
[server]
api_key = "key"
[router]
default = "m"
[[providers]]
name = "p"
provider_type = "z.ai"
api_key = "k"
[[models]]
name = "m"
[[models.mappings]]
provider = "p"
actual_model = "a"
priority = 1
context_window = 200000
`);
    const names: readonly string[] = variablesOfCcm;
    expect(names.toSorted()).toEqual(Object.keys(clientVariables("http://x", config)).toSorted());
  });

  test("that are broken are refused, not replaced", () => {
    expect(() => connectClaude("{ broken", variables)).toThrow("not a JSON object");
  });
});

describe("Codex's config", () => {
  const before = `# mine\nmodel = "gpt-5.1"\nmodel_provider = "openai"\n\n[profiles.work]\nmodel_provider = "azure"\n`;
  const connected = connectCodex(before, "http://127.0.0.1:13456", 'a"b');

  test("names ccm as provider, and leaves the tables alone", () => {
    const parsed: unknown = Bun.TOML.parse(connected);
    expect(parsed).toEqual({
      model: "gpt-5.1",
      model_provider: "ccm",
      model_providers: {
        ccm: { name: "ccm", base_url: "http://127.0.0.1:13456/v1", experimental_bearer_token: 'a"b' },
      },
      profiles: { work: { model_provider: "azure" } },
    });
  });

  test("comes back byte for byte", () => {
    expect(disconnectCodex(connected)).toBe(before);
    expect(disconnectCodex(connectCodex("", "http://x", undefined))).toBe("");
    expect(disconnectCodex(before)).toBe(before);
  });

  test("connected twice is the same as connected once", () => {
    expect(connectCodex(connected, "http://127.0.0.1:13456", 'a"b')).toBe(connected);
  });
});
