import { describe, expect, test } from "bun:test";
import type { ProtocolId } from "../../../src/protocols/protocol.ts";
import { providerRow, providerTypes } from "../../../src/providers/table.ts";

/** What claude-code-mux 0.6.3 accepts as `provider_type`. */
const originalTypes = [
  ...["anthropic", "openai", "gemini", "vertex-ai", "z.ai", "minimax", "kimi-coding", "zenmux", "openrouter"],
  ...["groq", "together", "fireworks", "deepinfra", "cerebras", "moonshot", "nebius", "novita", "baseten"],
];

const protocols: readonly ProtocolId[] = ["anthropic", "openai-chat", "openai-responses", "gemini"];

const rows = providerTypes.map((type) => [type, providerRow(type)] as const);

test("every provider type of the original is known", () => {
  expect(originalTypes.filter((type) => !providerTypes.some((known) => known === type))).toEqual([]);
});

describe.each(rows)("the row of %s", (type, row) => {
  test("is pure data", () => {
    expect(JSON.parse(JSON.stringify(row))).toEqual(row);
  });

  test("names a protocol and a person's name for the provider", () => {
    expect(protocols).toContain(row.protocol);
    expect(row.title).not.toBe("");
  });

  test("is reached by https, on loopback, or wants an address from the config", () => {
    const bases = [row.baseUrl, row.openAiBaseUrl, row.oauthEndpoint?.baseUrl].filter(
      (base) => base !== undefined,
    );
    for (const base of bases.filter((base) => base !== "demo:")) {
      expect(base).toMatch(/^https:\/\/|^http:\/\/127\.0\.0\.1:/);
      expect(base.endsWith("/")).toBe(false);
    }
    expect(
      bases.length > 0 || ["azure-openai", "openai-compatible", "anthropic-compatible"].includes(type),
    ).toBe(true);
  });

  test("leaves the protocol's own path to the protocol", () => {
    if (row.protocol === "anthropic") expect(row.baseUrl ?? "").not.toMatch(/\/v1$/);
  });

  test("says at which base another wire API is, where its own base speaks Anthropic", () => {
    if (row.protocol === "anthropic" && row.wireApis !== undefined) expect(row.openAiBaseUrl).toBeDefined();
    if (row.openAiBaseUrl !== undefined) expect(row.wireApis).toContain("chat");
  });

  test("sends only lower-case headers and no identity of another client", () => {
    for (const name of Object.keys(row.headers ?? {})) {
      expect(name).toBe(name.toLowerCase());
      expect(name).not.toBe("user-agent");
    }
  });

  test("tells where a key goes when it wants one", () => {
    const keyless = ["optional-bearer", "none"].includes(row.auth) || type === "anthropic-compatible";
    expect(keyless || row.keyVariable !== undefined).toBe(true);
  });
});
