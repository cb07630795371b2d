import { describe, expect, test } from "bun:test";
import { configOf, minimal, parse, withProvider } from "../../support/parse-config-text.ts";

describe("references to the environment", () => {
  const text = withProvider(`provider_type = "groq"\napi_key = ["$ONE", "\${TWO}", "sk-written"]`);

  test("are resolved, in order, and remember where a key came from", () => {
    const [groq] = configOf(text, { ONE: "k1", TWO: "k2" }).providers;
    expect(groq?.keys.map((key) => key.reveal())).toEqual(["k1", "k2", "sk-written"]);
    expect(groq?.keyVariables).toEqual(["ONE", "TWO", undefined]);
    expect(groq?.unsetVariables).toEqual([]);
  });

  test("that lead nowhere leave out that key, say so, and are never a key themselves", () => {
    const config = configOf(text, { TWO: "" });
    expect(config.providers[0]?.keys.map((key) => key.reveal())).toEqual(["sk-written"]);
    expect(config.providers[0]?.unsetVariables).toEqual(["ONE", "TWO"]);
    expect(
      config.findings.filter(({ path }) => path === "providers[0].api_key").map(({ message }) => message),
    ).toEqual(["$ONE is unset: that key is skipped", "$TWO is unset: that key is skipped"]);
  });

  test("that lead nowhere make a provider with no other key unready", () => {
    const config = configOf(withProvider('provider_type = "groq"\napi_key = "$ONE"'));
    expect(config.providers[0]).toMatchObject({ keys: [], unsetVariables: ["ONE"] });
    expect(config.findings.at(-1)?.message).toBe('$ONE is unset: "p" is not configured');
  });

  test("of a disabled provider are nobody's business", () => {
    const config = configOf(withProvider('provider_type = "groq"\nenabled = false\napi_key = "$ONE"'));
    expect(config.findings.map(({ path }) => path)).toEqual(["router.default"]);
  });

  test("work in headers, base_url, project_id and location", () => {
    const lines =
      'provider_type = "vertex-ai"\nproject_id = "$P"\nlocation = "$L"\nbase_url = "$B"\nheaders = { a = "$H", b = "$NONE" }';
    const [vertex] = configOf(withProvider(lines), {
      P: "proj",
      L: "eu",
      B: "http://127.0.0.1:1",
      H: "h",
    }).providers;
    expect(vertex).toMatchObject({
      projectId: "proj",
      location: "eu",
      baseUrl: "http://127.0.0.1:1",
      headers: { a: "h" },
      unsetVariables: ["NONE"],
    });
  });

  test("for the clients' key must be set: an open door is not a default", () => {
    const text = `[server]\napi_key = "$CLIENT_KEY"\n${minimal}`;
    expect(parse(text).findings.filter(({ severity }) => severity === "error")).toEqual([
      {
        severity: "error",
        line: 2,
        path: "server.api_key",
        message: "$CLIENT_KEY is unset: set it, or remove the line to let clients in without a key",
      },
    ]);
    expect(configOf(text, { CLIENT_KEY: "c" }).server.apiKey?.reveal()).toBe("c");
  });
});
