import { describe, expect, test } from "bun:test";
import { addSetup } from "../../../src/config/add-setup.ts";
import type { Setup } from "../../../src/config/setup.ts";
import { writeSetup } from "../../../src/config/write-setup.ts";
import { Secret } from "../../../src/secret.ts";
import { configOf, parse } from "../../support/parse-config-text.ts";

const setup: Setup = {
  server: { host: "0.0.0.0", port: 4000, apiKey: { variable: "CLIENT_KEY" }, timeoutMs: 5000 },
  routes: { default: "main", long_context: "main", long_context_tokens: 1000 },
  providers: [
    {
      name: "zai",
      type: "z.ai",
      auth: "api_key",
      keys: [{ variable: "ZAI_API_KEY" }, { literal: new Secret("sk-canary-0123456789") }],
    },
    {
      name: "lab",
      type: "openai-compatible",
      auth: "api_key",
      keys: [],
      baseUrl: "http://10.0.0.2:9000/v1",
      wireApi: "chat",
      authHeader: "bearer",
      headers: { "x-team": { variable: "TEAM" } },
    },
    { name: "plan", type: "openai", auth: "oauth", keys: [], login: "codex" },
  ],
  models: [
    {
      name: "main",
      mappings: [
        { provider: "zai", model: "glm-5.3", maxOutputTokens: 9000 },
        { provider: "lab", model: 'a "b"' },
      ],
    },
  ],
  leftOut: [{ what: "rpm\nport = 1", why: "no limit here" }],
};
const reveal = (secret: Secret) => secret.reveal();
const env = { ZAI_API_KEY: "z", TEAM: "t", CLIENT_KEY: "c" };

describe("a setup as a file", () => {
  test("loads without a finding, as what it says", () => {
    const text = writeSetup(setup, "by a test", reveal);
    const { config, findings } = parse(text, env);
    expect(findings).toEqual([]);
    expect(config?.server).toMatchObject({ host: "0.0.0.0", port: 4000, timeouts: { apiMs: 5000 } });
    expect(config?.router).toMatchObject({ default: "main", longContext: "main", longContextTokens: 1000 });
    const [zai, lab, plan] = config?.providers ?? [];
    expect(zai?.keys.map(reveal)).toEqual(["z", "sk-canary-0123456789"]);
    expect(lab).toMatchObject({
      baseUrl: "http://10.0.0.2:9000/v1",
      authHeader: "bearer",
      headers: { "x-team": "t" },
    });
    expect(plan).toMatchObject({ authType: "oauth", oauthProvider: "codex" });
    expect(config?.models[0]?.mappings).toMatchObject([
      { provider: "zai", actualModel: "glm-5.3", priority: 1, maxOutputTokens: 9000 },
      { provider: "lab", actualModel: 'a "b"', priority: 2 },
    ]);
  });

  test("has its comments where they belong, and what was left out at the end, on lines of its own", () => {
    const text = writeSetup(setup, "by a test", reveal);
    expect(text).toStartWith("# by a test\n");
    expect(text).toMatch(/never stored\.\n\[\[providers\]\]/);
    expect(text).toMatch(/when one fails, the next\.\n\[\[models\]\]/);
    expect(text).toEndWith("\n# Not taken over:\n#   rpm port = 1: no limit here\n");
  });

  test("can be shown without its keys", () => {
    expect(writeSetup(setup, "by a test", (secret) => secret.masked())).not.toContain("canary-0123456789");
  });
});

describe("a setup that is added to a file", () => {
  const text = `# mine
[router]
default = "own" # stays

[[providers]]
name = "zai" # mine too
provider_type = "demo"

[[models]]
name = "own"
`;
  const { text: after, added } = addSetup(text, setup, reveal);

  test("leaves every line as it is, and the routes", () => {
    const lines = after.split("\n");
    expect(text.split("\n").filter((line) => !lines.includes(line))).toEqual([]);
    expect(configOf(after, env).router.default).toBe("own");
  });

  test("adds what has a new name, and tells what has not", () => {
    expect(configOf(after, env).providers.map(({ name, type }) => [name, type])).toEqual([
      ["zai", "demo"],
      ["lab", "openai-compatible"],
      ["plan", "openai"],
    ]);
    expect(configOf(after, env).models.map(({ name }) => name)).toEqual(["own", "main"]);
    expect(added.providers.map(({ name }) => name)).toEqual(["lab", "plan"]);
    expect(after).toContain('#   provider "zai": one of that name was here already\n');
    expect(after).toContain(
      '#   [router] default = "main", long_context = "main", long_context_tokens = 1000:',
    );
  });
});
