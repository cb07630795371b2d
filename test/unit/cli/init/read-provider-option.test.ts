import { describe, expect, test } from "bun:test";
import { readOptions } from "../../../../src/cli/init/gather-candidates.ts";
import { findType, readProviderOption } from "../../../../src/cli/init/read-provider-option.ts";
import type { ProviderType } from "../../../../src/providers/table.ts";
import { Secret } from "../../../../src/secret.ts";

const piped = () => Promise.resolve(new Secret("piped"));
const read = (option: string, env: Record<string, string> = {}) => readProviderOption(option, env, piped);

test.each<[string, ProviderType]>([
  ["z.ai", "z.ai"],
  ["zai", "z.ai"],
  ["Kimi", "kimi-coding"],
  ["azure", "azure-openai"],
  ["openai", "openai"],
  ["claude", "anthropic"],
  ["chatgpt", "openai"],
  ["google", "gemini"],
  ["llamacpp", "llama.cpp"],
])("%s is the type %s", (word, type) => {
  expect(findType(word)).toBe(type);
});

test("an unknown type gets a suggestion", () => {
  expect(() => findType("opnrouter")).toThrow(
    'there is no provider type "opnrouter", did you mean "openrouter"?',
  );
  expect(() => findType("open")).toThrow('there is no provider type "open"');
});

describe("the credential of --provider", () => {
  test.each([
    ["zai", {}, "ZAI_API_KEY"],
    ["zai=$OTHER", {}, "OTHER"],
    [`zai=\${OTHER}`, {}, "OTHER"],
    ["zai=the-key", { ZAI_API_KEY: "the-key" }, "ZAI_API_KEY"],
    ["zai=the-key", { SOME: "the-key" }, "SOME"],
  ])("%s is a reference", async (option, env, variable) => {
    expect((await read(option, env)).provider.keys).toEqual([{ variable }]);
  });

  test("is none for a local server, unless its variable is set", async () => {
    expect((await read("ollama")).provider.keys).toEqual([]);
    expect((await read("ollama", { OLLAMA_API_KEY: "k" })).provider.keys).toEqual([
      { variable: "OLLAMA_API_KEY" },
    ]);
  });

  test("is piped in for -", async () => {
    const [key] = (await read("zai=-")).provider.keys;
    expect(key && "literal" in key && key.literal.reveal()).toBe("piped");
  });

  test("is a login or the client's own where there is one", async () => {
    expect((await read("chatgpt=login")).provider).toEqual({
      name: "openai",
      type: "openai",
      auth: "oauth",
      keys: [],
    });
    expect((await read("claude=passthrough")).provider.auth).toBe("passthrough");
    await expect(read("zai=login")).rejects.toThrow("Z.AI has no such way in, only a key");
    await expect(read("chatgpt=passthrough")).rejects.toThrow("OpenAI has no such way in");
  });

  test("is refused as plain text, without repeating it", async () => {
    const refusal = await read("zai=sk-canary").catch((error: Error) => error.message);
    expect(refusal).toContain("write '$ZAI_API_KEY', or - to pipe it in");
    expect(refusal).not.toContain("sk-canary");
    await expect(read("zai=")).rejects.toThrow("the variable in it is unset");
  });
});

test("an address goes to the provider of its type", async () => {
  const [one, two] = await readOptions(
    ["zai", "openai-compatible=$K"],
    ["openai-compatible=https://host.example/v1"],
    {},
  );
  expect(one?.provider.baseUrl).toBeUndefined();
  expect(two?.provider.baseUrl).toBe("https://host.example/v1");
  await expect(readOptions(["zai"], ["host.example"], {})).rejects.toThrow("write TYPE=URL");
});
