import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ListedModel } from "../../../../src/cli/init/ask-models.ts";
import type { Candidate } from "../../../../src/cli/init/candidate.ts";
import {
  findClientLogin,
  findKeys,
  findLocalServers,
  findLogins,
} from "../../../../src/cli/init/find-candidates.ts";
import { storedLogin } from "../../../support/oauth/stored.ts";

const brief = (candidates: readonly Candidate[]) =>
  candidates.map(({ provider, models }) => [provider.name, provider.type, provider.auth, models?.main]);

describe("keys in the environment", () => {
  test("are offered under their type, as references", () => {
    const found = findKeys({ ZAI_API_KEY: "secret", GROQ_API_KEY: "secret" });
    expect(brief(found)).toEqual([
      ["zai", "z.ai", "api_key", "glm-5.3"],
      ["groq", "groq", "api_key", undefined],
    ]);
    expect(found[0]?.provider.keys).toEqual([{ variable: "ZAI_API_KEY" }]);
    expect(JSON.stringify(found)).not.toContain("secret");
  });

  test("that are empty, or for another host than their vendor's, are not", () => {
    expect(findKeys({ ZAI_API_KEY: "" })).toEqual([]);
    expect(findKeys({ ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "http://127.0.0.1:13456" })).toEqual([]);
    expect(brief(findKeys({ OPENAI_API_KEY: "k", OPENAI_BASE_URL: "https://api.openai.com/v1" }))).toEqual([
      ["openai", "openai", "api_key", "gpt-6.1-sol"],
    ]);
  });
});

test("logins that work are offered under their own name, ended ones are not", () => {
  const tokens = { accessToken: "a", refreshToken: "r" };
  const ended = { ended: { reason: "revoked", at: 0 } };
  const logins = [
    storedLogin("openai-codex", tokens, { account: { email: "ada@example.com" } }),
    storedLogin("claude", tokens, ended),
  ];
  const found = findLogins(logins, Date.now());
  expect(brief(found)).toEqual([["openai-codex", "openai", "oauth", "gpt-6.1-sol"]]);
  expect(found[0]?.why).toContain("ada@example.com");
});

describe("Claude Code's own login", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "client-login-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  test("is found by its credentials, or by the account in its settings", () => {
    expect(findClientLogin({}, home)).toEqual([]);
    writeFileSync(join(home, ".claude.json"), '{"theme":"dark"}');
    expect(findClientLogin({}, home)).toEqual([]);
    writeFileSync(join(home, ".claude.json"), '{"oauthAccount":{}}');
    expect(brief(findClientLogin({}, home))).toEqual([
      ["claude-code", "anthropic", "passthrough", "claude-sonnet-5-5"],
    ]);
    const elsewhere = join(home, "elsewhere");
    expect(findClientLogin({ CLAUDE_CONFIG_DIR: elsewhere }, home)).toEqual([]);
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, ".credentials.json"), "{}");
    expect(findClientLogin({ CLAUDE_CONFIG_DIR: elsewhere }, home).length).toBe(1);
  });
});

describe("servers of this machine", () => {
  const serving = (servers: Readonly<Record<string, readonly ListedModel[]>>) => (baseUrl: string) =>
    Promise.resolve(servers[new URL(baseUrl).port]);

  test("are offered with a model that can chat", async () => {
    const ask = serving({
      11434: [
        { id: "nomic-embed-text", ownedBy: "library" },
        { id: "qwen3:8b", ownedBy: "library" },
        { id: "glm4:9b", ownedBy: "library" },
      ],
    });
    const [found, ...more] = await findLocalServers({}, ask);
    expect(more).toEqual([]);
    expect(found?.models).toEqual({ main: "qwen3:8b" });
    expect(found?.provider).toEqual({ name: "ollama", type: "ollama", auth: "api_key", keys: [] });
    expect(found?.why).toBe("answers on 127.0.0.1:11434, has qwen3:8b and 1 more");
  });

  test("on a port that many programs use are known by what they call themselves", async () => {
    const model = (ownedBy: string) => [{ id: "m", ownedBy }];
    expect(
      brief(await findLocalServers({}, serving({ 8080: model("llamacpp"), 8000: model("vllm") }))),
    ).toEqual([
      ["vllm", "vllm", "api_key", "m"],
      ["llamacpp", "llama.cpp", "api_key", "m"],
    ]);
    expect(await findLocalServers({}, serving({ 8080: model("me"), 8000: model("me") }))).toEqual([]);
  });

  test("without a model, or without an answer, are not", async () => {
    expect(await findLocalServers({}, serving({ 11434: [] }))).toEqual([]);
  });
});
