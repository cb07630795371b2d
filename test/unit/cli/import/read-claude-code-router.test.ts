import { describe, expect, test } from "bun:test";
import { readClaudeCodeRouter } from "../../../../src/cli/import/read-claude-code-router.ts";
import { writeSetup } from "../../../../src/config/write-setup.ts";
import { parse } from "../../../support/parse-config-text.ts";

const file = `{
  // a comment, as that program allows
  "LOG": true,
  "HOST": "0.0.0.0",
  "PORT": 3456,
  "APIKEY": "$ROUTER_KEY",
  "API_TIMEOUT_MS": "120000",
  "PROXY_URL": "http://127.0.0.1:7890",
  "CUSTOM_ROUTER_PATH": "~/router.js",
  "transformers": [{ "path": "~/plugin.js" }],
  "Providers": [
    {
      "name": "or",
      "api_base_url": "https://openrouter.ai/api/v1/chat/completions",
      "api_key": "\${OPENROUTER_API_KEY}",
      "models": ["google/gemini-2.5-pro", "a,b"],
      "transformer": { "use": ["openrouter", ["maxtoken", { "max_tokens": 16384 }]], "a,b": { "use": ["mine"] } }
    },
    {
      "name": "deepseek",
      "api_base_url": "https://api.deepseek.com/chat/completions",
      "api_key": "sk-canary-0123456789",
      "models": ["deepseek-chat"],
      "transformer": { "use": ["deepseek"], "deepseek-chat": { "use": [["maxtoken", { "max_tokens": 8000 }], "tooluse"] } }
    },
    { "name": "gemini", "api_base_url": "https://generativelanguage.googleapis.com/v1beta/models/", "api_key": "sk-xxx",
      "models": ["gemini-2.5-flash"], "transformer": { "use": ["gemini"] } },
    { "name": "local", "api_base_url": "http://localhost:11434/v1/chat/completions", "api_key": "ollama", "models": ["qwen3"] },
    { "name": "lab", "api_base_url": "https://lab.example/v1/messages", "api_key": "k-lab-0123456789", "models": ["m"] },
    { "name": "ark", "api_base_url": "https://ark.example/api/v3/chat/completions", "models": ["doubao"] },
    { "name": "qwen-cn", "api_base_url": "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions",
      "api_key": "$DASHSCOPE_API_KEY", "models": ["qwen3-coder"] },
  ],
  "Router": {
    "default": "deepseek,deepseek-chat",
    "background": "local,qwen3",
    "think": "",
    "longContext": "or,google/gemini-2.5-pro",
    "longContextThreshold": 60000,
    "webSearch": "gemini,gemini-2.5-flash",
    "image": "lab,m",
  },
  "fallback": { "default": ["or,google/gemini-2.5-pro", "lab,m"] },
}`;

const env = { OPENROUTER_API_KEY: "o", ROUTER_KEY: "r", GEMINI_API_KEY: "g", DASHSCOPE_API_KEY: "d" };
const setup = readClaudeCodeRouter(file, "config.json", env);
const { config, findings } = parse(
  writeSetup(setup, "t", (key) => key.reveal()),
  env,
);

describe("a config of claude-code-router", () => {
  test("becomes one that loads, but for the key that it lacks", () => {
    expect(findings).toEqual([]);
    expect(config?.server).toMatchObject({ host: "0.0.0.0", timeouts: { apiMs: 120_000 } });
    expect(config?.server.apiKey?.reveal()).toBe("r");
  });

  test("keeps providers by their hosts, known ones by their type, in their best format", () => {
    expect(config?.providers.map(({ name, type, baseUrl }) => [name, type, baseUrl])).toEqual([
      ["or", "openrouter", undefined],
      ["deepseek", "deepseek", undefined],
      ["gemini", "gemini", undefined],
      ["local", "ollama", undefined],
      ["lab", "anthropic-compatible", "https://lab.example"],
      ["ark", "openai-compatible", "https://ark.example/api/v3"],
      ["qwen-cn", "dashscope", "https://dashscope.aliyuncs.com/compatible-mode/v1"],
    ]);
  });

  test("keeps references as such, and takes a placeholder for the usual variable", () => {
    expect(
      setup.providers.map(({ keys }) => keys.map((key) => ("variable" in key ? key.variable : "literal"))),
    ).toEqual([
      ["OPENROUTER_API_KEY"],
      ["literal"],
      ["GEMINI_API_KEY"],
      [],
      ["literal"],
      [],
      ["DASHSCOPE_API_KEY"],
    ]);
  });

  test("keeps the names that its users know, and its routes", () => {
    expect(config?.models.map(({ name }) => name)).toEqual([
      "or,google/gemini-2.5-pro",
      "or,a,b",
      "deepseek,deepseek-chat",
      "gemini,gemini-2.5-flash",
      "local,qwen3",
      "lab,m",
      "ark,doubao",
      "qwen-cn,qwen3-coder",
      "default",
    ]);
    expect(config?.router).toMatchObject({
      default: "default",
      background: "local,qwen3",
      longContext: "or,google/gemini-2.5-pro",
      longContextTokens: 60_000,
      websearch: "gemini,gemini-2.5-flash",
    });
    expect(config?.router.think).toBeUndefined();
  });

  test("fails over where it had a fallback, and bounds the output where it did", () => {
    const mappings = config?.models.at(-1)?.mappings;
    expect(mappings?.map(({ provider, maxOutputTokens }) => [provider, maxOutputTokens])).toEqual([
      ["deepseek", 8000],
      ["or", 16_384],
      ["lab", undefined],
    ]);
    expect(config?.models[1]?.mappings[0]).toMatchObject({ provider: "or", actualModel: "a,b" });
  });

  test("tells what was left out, and why; not what says nothing to ccm, or what ccm does by itself", () => {
    expect(setup.leftOut.map(({ what }) => what)).toEqual([
      "PORT 3456",
      "PROXY_URL",
      "CUSTOM_ROUTER_PATH",
      "transformers",
      "Router.image",
      'transformer "mine" of provider "or"',
    ]);
  });
});

test("a provider on Vertex AI takes the credentials of the machine, in a file that writes small letters", () => {
  const read = readClaudeCodeRouter(
    `{ "providers": [{ "name": "v", "api_base_url": "https://eu-aiplatform.googleapis.com/v1/projects/p",
      "api_key": "{}", "models": ["gemini-3"], "transformer": { "use": ["vertex-gemini"] } }], "Router": { "default": "v,gemini-3" } }`,
    "c.json",
    {},
  );
  expect(read.providers).toEqual([{ name: "v", type: "vertex-ai", auth: "api_key", keys: [] }]);
  expect(read.leftOut.map(({ what }) => what)).toEqual(['address and key of provider "v"']);
});

const oneProvider = '[{ "name": "a", "api_base_url": "https://a.example/v1" }]';

test("an address beyond this machine needs a key there, and so does it here", () => {
  const open = `{ "HOST": "0.0.0.0", "Providers": ${oneProvider}, "Router": { "default": "a,b" } }`;
  expect(readClaudeCodeRouter(open, "c.json", {}).server).toEqual({});
});

test("what is no such config is refused by its place", () => {
  expect(() => readClaudeCodeRouter("{", "c.json", {})).toThrow("c.json is not valid JSON");
  expect(() => readClaudeCodeRouter('{"Providers":[{"name":"a"}],"Router":{}}', "c.json", {})).toThrow(
    "c.json is no config of claude-code-router: Providers.0.api_base_url does not fit",
  );
});

test.each([[-5], [2.5], ["soon"], [1e30], [null]])(
  "a timeout or bound of %p is as good as none",
  (number) => {
    const numbers = `"API_TIMEOUT_MS": ${JSON.stringify(number)}`;
    const bound = `"longContextThreshold": ${JSON.stringify(number)}`;
    const file = `{ ${numbers}, "Providers": ${oneProvider}, "Router": { "default": "a,b", ${bound} } }`;
    const { server, routes } = readClaudeCodeRouter(file, "c.json", {});
    expect({ server, routes }).toEqual({ server: {}, routes: { default: "a,b" } });
  },
);

test("a file without providers is refused: it would make a config that answers nothing", () => {
  const none = '{ "Providers": [], "Router": { "default": "" } }';
  expect(() => readClaudeCodeRouter(none, "c.json", {})).toThrow("c.json has no provider to take over");
});
