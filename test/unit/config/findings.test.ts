import { describe, expect, test } from "bun:test";
import { configOf, minimal, parse, withProvider } from "../../support/parse-config-text.ts";

const errorsOf = (text: string, env?: Record<string, string>) =>
  parse(text, env).findings.filter(({ severity }) => severity === "error");

describe("what stops a start", () => {
  const stops: [what: string, text: string, line: number | undefined, path: string, message: RegExp][] = [
    ["a syntax error", '[router]\ndefault = "m\n', 2, "", /^not valid TOML: unterminated string/],
    ["a file without [router]", "[server]\nport = 1\n", undefined, "router", /section is missing/],
    ["a router without default", "[router]\n", 1, "router.default", /^is required/],
    ["a port out of range", `[server]\nport = 70000\n${minimal}`, 2, "server.port", /at most 65535/],
    [
      "a number too large to hold",
      `[server]\nport = 99999999999999999999\n${minimal}`,
      2,
      "server.port",
      /a number this large/,
    ],
    ["a date where a text goes", `[server]\nhost = 2026-01-01\n${minimal}`, 2, "server.host", /not a date/],
    ["a provider without type", withProvider(""), 3, "providers[0].provider_type", /is required/],
    [
      "a key that is a number",
      withProvider('provider_type = "groq"\napi_key = 12345'),
      6,
      "providers[0].api_key",
      /string or a list of strings, not a number/,
    ],
    [
      "a file of a newer ccm",
      `config_version = 2\n${minimal}`,
      1,
      "config_version",
      /newer ccm \(version 2, this one reads 1\)/,
    ],
    [
      "an unknown effort",
      `${minimal}[[models]]\nname = "m"\nmappings = [\n  { provider = "p", actual_model = "x", priority = 1, reasoning_effort = "hihg" },\n]\n`,
      6,
      "models[0].mappings[0].reasoning_effort",
      /did you mean "high"/,
    ],
    [
      "a negative priority",
      `${minimal}[[models]]\nname = "m"\n[[models.mappings]]\nprovider = "p"\nactual_model = "x"\npriority = -1\n`,
      8,
      "models[0].mappings[0].priority",
      /at least 0/,
    ],
    [
      "a bad pattern",
      '[router]\ndefault = "m"\nbackground_regex = "claude("\n',
      3,
      "router.background_regex",
      /not a valid regular expression/,
    ],
  ];

  test.each(stops)("%s", (_what, text, line, path, message) => {
    const { config } = parse(text);
    expect(config).toBeUndefined();
    const [error, ...others] = errorsOf(text);
    expect(others).toEqual([]);
    expect([error?.line, error?.path]).toEqual([line, path]);
    expect(error?.message).toMatch(message);
  });
});

describe("what is only told", () => {
  const tells: [what: string, text: string, path: string, message: RegExp][] = [
    [
      "a duplicate provider",
      `${withProvider('provider_type = "demo"')}[[providers]]\nname = "p"\nprovider_type = "demo"\n`,
      "providers[1].name",
      /above already/,
    ],
    [
      "a duplicate model",
      `${minimal}[[models]]\nname = "m"\n[[models]]\nname = "m"\n`,
      "models[1].name",
      /above already/,
    ],
    ["a model without mappings", `${minimal}[[models]]\nname = "m"\n`, "models[0]", /nothing can serve it/],
    [
      "a provider without key",
      withProvider('provider_type = "groq"'),
      "providers[0]",
      /has no api_key.*\$GROQ_API_KEY/,
    ],
    [
      "a login where there is none",
      withProvider('provider_type = "groq"\nauth_type = "oauth"'),
      "providers[0].auth_type",
      /has no login/,
    ],
    [
      "a wire_api where there is no choice",
      withProvider('provider_type = "together"\napi_key = "k"\nwire_api = "chat"'),
      "providers[0].wire_api",
      /no effect/,
    ],
    [
      "a base_url without scheme",
      withProvider('provider_type = "groq"\napi_key = "k"\nbase_url = "h.example/v1"'),
      "providers[0].base_url",
      /^must start with https/,
    ],
    [
      "a missing base_url",
      withProvider('provider_type = "openai-compatible"'),
      "providers[0]",
      /needs a base_url/,
    ],
    [
      "a timeout of zero",
      `[server.timeouts]\napi_timeout_ms = 0\n${minimal}`,
      "server.timeouts.api_timeout_ms",
      /default is used/,
    ],
    [
      "a log level of another tool",
      `[server]\nlog_level = "warning"\n${minimal}`,
      "server.log_level",
      /did you mean "warn"/,
    ],
    ["an unknown section", `${minimal}[provider]\nname = "x"\n`, "provider", /did you mean "providers"/],
    [
      "an unknown key of a price",
      `${minimal}[[models]]\nname = "m"\nmappings = [{ provider = "p", actual_model = "x", priority = 1, price = { inputs = 1 } }]\n`,
      "models[0].mappings[0].price.inputs",
      /did you mean "input"/,
    ],
    [
      "an unknown login setting",
      `${minimal}[auth.google]\ntoken_uri = "x"\n`,
      "auth.google.token_uri",
      /did you mean "token_url"/,
    ],
  ];

  test.each(tells)("%s", (_what, text, path, message) => {
    const finding = configOf(text).findings.find((candidate) => candidate.path === path);
    expect(finding?.severity).toBe("warning");
    expect(finding?.message).toMatch(message);
  });

  test("a later duplicate is left out", () => {
    const text = `${withProvider('provider_type = "demo"')}[[providers]]\nname = "p"\nprovider_type = "groq"\n`;
    expect(configOf(text).providers.map(({ type }) => type)).toEqual(["demo"]);
  });

  test("a provider with an address that cannot be is switched off", () => {
    const lines = 'provider_type = "groq"\napi_key = "k"\nbase_url = "h.example/v1"';
    expect(configOf(withProvider(lines)).providers[0]?.enabled).toBe(false);
  });

  test("a route to a name that a provider lists is fine", () => {
    expect(configOf(withProvider('provider_type = "demo"\nmodels = ["m"]')).findings).toEqual([]);
  });
});
