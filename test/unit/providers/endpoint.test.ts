import { describe, expect, test } from "bun:test";
import { type EndpointChoice, resolveEndpoint } from "../../../src/providers/endpoint.ts";
import { type ProviderType, providerRow } from "../../../src/providers/table.ts";

type Case = [
  what: string,
  type: ProviderType,
  choice: EndpointChoice,
  protocol: string,
  baseUrl: string | undefined,
];

const cases: Case[] = [
  ["a row's own base", "groq", {}, "openai-chat", "https://api.groq.com/openai/v1"],
  ["OpenAI speaks Responses", "openai", {}, "openai-responses", "https://api.openai.com/v1"],
  ["unless asked for chat", "openai", { wireApi: "chat" }, "openai-chat", "https://api.openai.com/v1"],
  [
    "a foreign host behind the type openai is spoken to in chat",
    "openai",
    { baseUrl: "http://127.0.0.1:9/v1" },
    "openai-chat",
    "http://127.0.0.1:9/v1",
  ],
  [
    "a regional host of OpenAI's is not foreign",
    "openai",
    { baseUrl: "https://eu.api.openai.com/v1" },
    "openai-responses",
    "https://eu.api.openai.com/v1",
  ],
  [
    "a foreign host is asked for Responses when the config says so",
    "openai",
    { baseUrl: "http://127.0.0.1:9/v1", wireApi: "responses" },
    "openai-responses",
    "http://127.0.0.1:9/v1",
  ],
  [
    "a login has its own door",
    "openai",
    { login: true },
    "openai-responses",
    "https://chatgpt.com/backend-api/codex",
  ],
  [
    "a login's door can be moved",
    "gemini",
    { login: true, baseUrl: "http://127.0.0.1:9/v1internal/" },
    "gemini",
    "http://127.0.0.1:9/v1internal",
  ],
  [
    "wire_api picks the row's OpenAI front",
    "z.ai",
    { wireApi: "chat" },
    "openai-chat",
    "https://api.z.ai/api/paas/v4",
  ],
  [
    "wire_api that a row lacks changes nothing",
    "z.ai",
    { wireApi: "responses" },
    "anthropic",
    "https://api.z.ai/api/anthropic",
  ],
  [
    "the path of the OpenAI front on another host means that front",
    "moonshot",
    { baseUrl: "https://api.moonshot.cn/v1" },
    "openai-chat",
    "https://api.moonshot.cn/v1",
  ],
  [
    "the path of the Anthropic front on another host means that front",
    "moonshot",
    { baseUrl: "https://api.moonshot.cn/anthropic" },
    "anthropic",
    "https://api.moonshot.cn/anthropic",
  ],
  [
    "a trailing /v1 is no sign where the fronts differ only in it",
    "ollama",
    { baseUrl: "http://box:11434/v1" },
    "anthropic",
    "http://box:11434",
  ],
  [
    "Anthropic with /v1",
    "anthropic",
    { baseUrl: "http://127.0.0.1:9/v1/" },
    "anthropic",
    "http://127.0.0.1:9",
  ],
  ["Anthropic without", "anthropic", { baseUrl: "http://127.0.0.1:9" }, "anthropic", "http://127.0.0.1:9"],
  [
    "chat without /v1",
    "openai-compatible",
    { baseUrl: "http://127.0.0.1:9" },
    "openai-chat",
    "http://127.0.0.1:9/v1",
  ],
  [
    "chat below a path",
    "openai-compatible",
    { baseUrl: "https://h.example/x" },
    "openai-chat",
    "https://h.example/x",
  ],
  [
    "a host that wants no /v1",
    "github-copilot",
    { baseUrl: "https://c.example" },
    "openai-chat",
    "https://c.example",
  ],
  [
    "Azure's resource address",
    "azure-openai",
    { baseUrl: "https://res.openai.azure.com/" },
    "openai-chat",
    "https://res.openai.azure.com/openai/v1",
  ],
  [
    "Gemini without version",
    "gemini",
    { baseUrl: "http://127.0.0.1:9" },
    "gemini",
    "http://127.0.0.1:9/v1beta",
  ],
  [
    "Vertex without version",
    "vertex-ai",
    { baseUrl: "http://127.0.0.1:9" },
    "gemini",
    "http://127.0.0.1:9/v1",
  ],
  ["no base anywhere", "openai-compatible", {}, "openai-chat", undefined],
  ["Vertex at large", "vertex-ai", { location: "global" }, "gemini", "https://aiplatform.googleapis.com/v1"],
  [
    "Vertex in a multi-region",
    "vertex-ai",
    { location: "eu" },
    "gemini",
    "https://aiplatform.eu.rep.googleapis.com/v1",
  ],
  [
    "Vertex in a region",
    "vertex-ai",
    { location: "us-east5" },
    "gemini",
    "https://us-east5-aiplatform.googleapis.com/v1",
  ],
  [
    "a location means nothing elsewhere",
    "groq",
    { location: "eu" },
    "openai-chat",
    "https://api.groq.com/openai/v1",
  ],
];

describe("resolveEndpoint", () => {
  test.each(cases)("%s", (_what, type, choice, protocol, baseUrl) => {
    const endpoint = resolveEndpoint(providerRow(type), choice);
    expect(endpoint.protocol as string).toBe(protocol);
    expect(endpoint.baseUrl).toBe(baseUrl);
  });

  test("brings the quirks of the door it chose", () => {
    const row = providerRow("gemini");
    expect(resolveEndpoint(row, {}).quirks.gemini.surface).toBe("developer");
    expect(resolveEndpoint(row, { login: true }).quirks.gemini.surface).toBe("code_assist");
  });
});
