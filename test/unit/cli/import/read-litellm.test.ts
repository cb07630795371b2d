import { describe, expect, test } from "bun:test";
import { readLiteLlm } from "../../../../src/cli/import/read-litellm.ts";
import { writeSetup } from "../../../../src/config/write-setup.ts";
import { parse } from "../../../support/parse-config-text.ts";

const file = `
model_list:
  - model_name: sonnet
    litellm_params:
      model: anthropic/claude-sonnet-5
      api_key: os.environ/ANTHROPIC_API_KEY
      rpm: 6
  - model_name: sonnet   # the same name: shares the load
    litellm_params:
      model: claude-sonnet-5
      api_key: sk-canary-0123456789
      max_tokens: 4096
  - model_name: gpt
    litellm_params: { model: azure/gpt-eu, api_base: os.environ/AZURE_API_BASE, api_key: os.environ/AZURE_API_KEY }
  - model_name: lab
    litellm_params:
      model: openai/facebook/opt-125m
      api_base: http://10.0.0.2:4000/v1
      api_key: none
      extra_headers: { x-team: os.environ/TEAM }
  - model_name: glm
    litellm_params:
      model: openai/glm-5.3
      api_base: https://api.z.ai/api/paas/v4
      litellm_credential_name: zai_key
  - model_name: local
    litellm_params: { model: ollama_chat/qwen3, api_base: "http://localhost:11434" }
  - model_name: vertex
    litellm_params: { model: vertex_ai/gemini-3, vertex_project: my-project, vertex_location: os.environ/REGION }
  - model_name: embed
    litellm_params: { model: openai/text-embedding-3 }
    model_info: { mode: embedding }
  - model_name: titan
    litellm_params: { model: bedrock/titan }
  - model_name: "*"
    litellm_params: { model: "*" }
credential_list:
  - credential_name: zai_key
    credential_values: { api_key: os.environ/ZAI_API_KEY }
litellm_settings:
  drop_params: true
  fallbacks: [{ sonnet: [gpt, glm] }]
  context_window_fallbacks: [{ glm: [sonnet] }]
router_settings:
  timeout: 30
  model_group_alias: { claude-sonnet-5: sonnet, old: { model: glm, hidden: true } }
  redis_host: cache
general_settings:
  master_key: os.environ/MASTER_KEY
  database_url: postgres://x
environment_variables: { A: b }
`;

const env = {
  ANTHROPIC_API_KEY: "a",
  AZURE_API_BASE: "https://x.openai.azure.com",
  AZURE_API_KEY: "z",
  TEAM: "t",
  ZAI_API_KEY: "z2",
  REGION: "eu",
  MASTER_KEY: "m",
};
const setup = readLiteLlm(file, "c.yaml", env);
const { config, findings } = parse(
  writeSetup(setup, "t", (key) => key.reveal()),
  env,
);
const targets = (name: string) =>
  config?.models
    .find((model) => model.name === name)
    ?.mappings.map(({ provider, actualModel }) => `${provider} ${actualModel}`);

describe("a config of LiteLLM's proxy", () => {
  test("becomes one that loads without a finding", () => {
    expect(findings).toEqual([]);
    expect(config?.server.apiKey?.reveal()).toBe("m");
    expect(config?.server.timeouts.apiMs).toBe(30_000);
    expect(config?.router.default).toBe("sonnet");
  });

  test("has one provider for each host and key", () => {
    expect(
      config?.providers.map(({ name, type, baseUrl, keys }) => [name, type, baseUrl, keys[0]?.reveal()]),
    ).toEqual([
      ["anthropic", "anthropic", undefined, "a"],
      ["anthropic-2", "anthropic", undefined, "sk-canary-0123456789"],
      ["azure-openai", "azure-openai", "https://x.openai.azure.com", "z"],
      ["openai-compatible", "openai-compatible", "http://10.0.0.2:4000/v1", undefined],
      ["zai", "z.ai", undefined, "z2"],
      ["ollama", "ollama", undefined, undefined],
      ["vertex-ai", "vertex-ai", undefined, undefined],
    ]);
    expect(config?.providers[3]?.headers).toEqual({ "x-team": "t" });
    expect(config?.providers[6]).toMatchObject({ projectId: "my-project", location: "eu" });
    expect(setup.providers[0]?.keys).toEqual([{ variable: "ANTHROPIC_API_KEY" }]);
  });

  test("tries the rows of a name in turn, then what it falls back to", () => {
    expect(targets("sonnet")).toEqual([
      "anthropic claude-sonnet-5",
      "anthropic-2 claude-sonnet-5",
      "azure-openai gpt-eu",
      "zai glm-5.3",
    ]);
    expect(targets("glm")).toEqual([
      "zai glm-5.3",
      "anthropic claude-sonnet-5",
      "anthropic-2 claude-sonnet-5",
    ]);
    expect(config?.models[0]?.mappings[1]?.maxOutputTokens).toBe(4096);
  });

  test("keeps aliases as models of their own", () => {
    expect(targets("claude-sonnet-5")).toEqual(targets("sonnet") ?? []);
    expect(targets("old")).toEqual(targets("glm") ?? []);
  });

  test("tells what was left out", () => {
    expect(setup.leftOut.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      'model "sonnet" (anthropic/claude-sonnet-5): rpm: the client\'s request decides, or ccm by itself',
      'model "embed" (openai/text-embedding-3): ccm serves no embedding',
      'model "titan" (bedrock/titan): ccm has no provider type for "bedrock"',
      'model "*" (*): ccm maps names one by one',
      "litellm_settings: drop_params: ccm has nothing of the kind, or needs it not",
      "router_settings: redis_host: ccm has nothing of the kind, or needs it not",
      "general_settings: database_url: ccm has nothing of the kind, or needs it not",
      "environment_variables: ccm has nothing of the kind",
    ]);
  });
});

test("what is no such config is refused by its place", () => {
  expect(() => readLiteLlm("a: [", "c.yaml", {})).toThrow("c.yaml is not valid YAML");
  expect(() => readLiteLlm("a: 1", "c.yaml", {})).toThrow(
    "c.yaml is no config of LiteLLM's proxy: model_list does not fit",
  );
  expect(() => readLiteLlm("model_list: []", "c.yaml", {})).toThrow("c.yaml has no model that ccm can serve");
});
