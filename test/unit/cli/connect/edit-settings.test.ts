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

  test("keep their indentation", () => {
    const tabs = '{\n\t"theme": "dark"\n}\n';
    expect(connectClaude(tabs, variables)).toStartWith('{\n\t"theme": "dark",\n\t"env": {\n\t\t"ANTHROPIC');
    expect(disconnectClaude(connectClaude(tabs, variables), tabs)).toBe(tabs);
  });

  test("that are broken are refused, not replaced", () => {
    expect(() => connectClaude("{ broken", variables)).toThrow("not a JSON object");
  });
});

describe("Codex's config", () => {
  const connection = {
    baseUrl: "http://127.0.0.1:13456",
    token: 'a"b',
    model: "main",
    models: ["main", "gpt-5.1"],
  };
  const before = `# mine\nmodel = "gpt-6.1-sol" # my model\nmodel_provider = "openai"\n\n[profiles.work]\nmodel_provider = "azure"\n`;
  const connected = connectCodex(before, connection);

  test("names ccm as provider and a model of it, and leaves the tables alone", () => {
    const parsed: unknown = Bun.TOML.parse(connected);
    expect(parsed).toEqual({
      model: "main",
      model_provider: "ccm",
      model_providers: {
        ccm: { name: "ccm", base_url: "http://127.0.0.1:13456/v1", experimental_bearer_token: 'a"b' },
      },
      profiles: { work: { model_provider: "azure" } },
    });
  });

  test("keeps a model that ccm serves", () => {
    const own = 'model = "gpt-5.1"\n';
    expect(Bun.TOML.parse(connectCodex(own, connection))).toMatchObject({ model: "gpt-5.1" });
    expect(disconnectCodex(connectCodex(own, connection))).toBe(own);
  });

  test("comes back byte for byte", () => {
    expect(disconnectCodex(connected)).toBe(before);
    expect(disconnectCodex(connectCodex("", { ...connection, token: undefined }))).toBe("");
    expect(disconnectCodex(before)).toBe(before);
  });

  test("connected twice is the same as connected once", () => {
    expect(connectCodex(connected, connection)).toBe(connected);
  });
});
