import { expect, test } from "bun:test";
import { readEnvironment } from "../../../../src/cli/import/read-environment.ts";

const own = "http://127.0.0.1:13456";
const read = (env: Record<string, string>, settings: Record<string, string> = {}) =>
  readEnvironment(env, settings, own).map(({ provider, models }) => ({ ...provider, models }));

test("a client that is sent to a known host becomes its provider, by the variable it uses", () => {
  expect(
    read({
      ANTHROPIC_BASE_URL: "https://api.z.ai/api/anthropic",
      ANTHROPIC_AUTH_TOKEN: "secret",
      ANTHROPIC_DEFAULT_HAIKU_MODEL: "glm-4.5-air",
      ANTHROPIC_MODEL: "glm-5.3",
    }),
  ).toEqual([
    {
      name: "zai",
      type: "z.ai",
      auth: "api_key",
      keys: [{ variable: "ANTHROPIC_AUTH_TOKEN" }],
      models: { main: "glm-5.3", background: "glm-4.5-air" },
    },
  ]);
});

test("an unknown host keeps its address, and how the key was sent", () => {
  const env = {
    ANTHROPIC_BASE_URL: "https://gw.example/v1",
    ANTHROPIC_AUTH_TOKEN: "t",
    ANTHROPIC_MODEL: "m",
  };
  expect(read(env)).toMatchObject([
    { type: "anthropic-compatible", baseUrl: "https://gw.example/v1", authHeader: "bearer" },
  ]);
  expect(
    read({ OPENAI_BASE_URL: "https://gw.example/v1", OPENAI_API_KEY: "k", OPENAI_MODEL: "m" }),
  ).toMatchObject([
    { type: "openai-compatible", baseUrl: "https://gw.example/v1", keys: [{ variable: "OPENAI_API_KEY" }] },
  ]);
});

test("the client's settings win over the shell, and their key is copied, since ccm does not see it", () => {
  const [one] = read(
    { ANTHROPIC_BASE_URL: "https://api.deepseek.com/anthropic", ANTHROPIC_API_KEY: "shell" },
    { ANTHROPIC_BASE_URL: "https://api.kimi.com/coding/", ANTHROPIC_API_KEY: "sk-canary" },
  );
  expect(one).toMatchObject({ type: "kimi-coding", models: { main: "kimi-for-coding" } });
  const [key] = one?.keys ?? [];
  expect(key && "literal" in key && key.literal.reveal()).toBe("sk-canary");
});

test("a client that talks to ccm already, or to nobody in particular, is none", () => {
  expect(read({ ANTHROPIC_BASE_URL: own, ANTHROPIC_AUTH_TOKEN: "ccm" })).toEqual([]);
  expect(read({ ANTHROPIC_API_KEY: "k", OPENAI_API_KEY: "k" })).toEqual([]);
});
