import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../../../src/config/config.ts";
import { loadConfig, parseConfig, revisionOf } from "../../../src/config/load.ts";
import { UserError } from "../../../src/errors.ts";

const fixtures = join(import.meta.dir, "../../fixtures/config");
const minimal = '[router]\ndefault = "m"\n';

function parse(text: string, env: Record<string, string> = {}) {
  return parseConfig(text, { path: "/home/me/config.toml", env });
}

/** Parses text that must have no errors. */
function configOf(text: string, env: Record<string, string> = {}): Config {
  const { config, findings } = parse(text, env);
  if (config === undefined) throw new Error(`does not load: ${JSON.stringify(findings)}`);
  return config;
}

const errorsOf = (text: string, env?: Record<string, string>) =>
  parse(text, env).findings.filter(({ severity }) => severity === "error");

function provider(lines: string): string {
  return `${minimal}[[providers]]\nname = "p"\n${lines}\n`;
}

describe("a file with ten mistakes", () => {
  test("gets ten messages at once, each with its line and path", () => {
    const { config, findings } = parse(readFileSync(join(fixtures, "ten-mistakes.toml"), "utf8"));
    expect(config).toBeUndefined();
    expect(findings.map(({ severity, line, path, message }) => [severity, line, path, message])).toEqual([
      ["error", 3, "server.port", "must be a number, not a string"],
      ["warning", 4, "server.hots", 'unknown key, ignored, did you mean "host"?'],
      ["warning", 7, "router.default", 'there is no model "sonet", did you mean "sonnet"?'],
      ["error", 8, "router.auto_map_regex", 'the flag "x" in (?x) is not supported, only i, m and s are'],
      ["error", 12, "providers[0].provider_type", 'unknown provider type "opnai", did you mean "openai"?'],
      ["error", 15, "providers[1].name", "name is required"],
      ["error", 17, "providers[1].auth_type", 'unknown auth type "oath", did you mean "oauth"?'],
      ["error", 22, "providers[1].timeouts.idle_timeout_ms", "must be at least 0"],
      [
        "warning",
        28,
        "models[0].mappings[0].provider",
        'there is no provider "fist": skipped, did you mean "first"?',
      ],
      ["error", 30, "models[0].mappings[0].priority", "must be a whole number"],
    ]);
  });
});

describe("files of claude-code-mux", () => {
  test("its first-run file loads, with a warning about the model that is not there", () => {
    const config = configOf(readFileSync(join(fixtures, "original-first-run.toml"), "utf8"));
    expect(config.findings).toEqual([
      {
        severity: "warning",
        line: 14,
        path: "router.default",
        message: 'there is no model "placeholder-model"',
      },
    ]);
  });

  test("a file with every kind of provider loads", () => {
    const config = configOf(readFileSync(join(fixtures, "original-full.toml"), "utf8"));
    expect(config.findings.map(({ path }) => path)).toEqual(["server.log_level"]);
    expect(
      config.providers.map(({ name, type, authType, enabled, oauthProvider }) => [
        name,
        type,
        authType,
        enabled,
        oauthProvider,
      ]),
    ).toEqual([
      ["claude-max", "anthropic", "oauth", true, "anthropic-max"],
      ["codex", "openai", "oauth", true, "openai-codex"],
      ["local", "openai", "api_key", true, "local"],
      ["vertex", "vertex-ai", "api_key", true, "vertex"],
      ["off", "zenmux", "api_key", false, "off"],
    ]);
    expect(config.server.apiKey?.reveal()).toBe("local-secret");
    expect(config.router.autoMapRegex).toEqual(/^claude-/);
    expect(config.providers[3]).toMatchObject({ projectId: "my-project", location: "us-central1" });
  });

  test("mappings come by priority whatever their order in the file, inline or not", () => {
    const { models } = configOf(readFileSync(join(fixtures, "original-full.toml"), "utf8"));
    expect(models[0]?.mappings.map(({ provider }) => provider)).toEqual(["claude-max", "local"]);
    expect(models[1]?.mappings).toEqual([
      { provider: "vertex", actualModel: "gemini-2.5-flash", priority: 1 },
    ]);
  });

  test.each(["apikey", "api_key"])("auth_type %s is an API key", (written) => {
    const config = configOf(provider(`provider_type = "groq"\nauth_type = "${written}"\napi_key = "k"`));
    expect(config.providers[0]?.authType).toBe("api_key");
  });
});

test("an almost empty file has every default", () => {
  const { server, router, providers, models, usage, auth } = configOf(minimal);
  expect(server).toEqual({
    host: "127.0.0.1",
    port: 13456,
    logLevel: "info",
    logBodies: false,
    allowedHosts: [],
    allowedOrigins: [],
    maxBodyBytes: 33_554_432,
    timeouts: { apiMs: 600_000, connectMs: 10_000, firstEventMs: 120_000, idleMs: 300_000 },
    drainMs: 30_000,
    sessionAffinityMs: 300_000,
  });
  expect(router).toEqual({
    default: "m",
    longContextTokens: 60_000,
    autoMap: true,
    autoMapRegex: /^claude-/,
    backgroundRegex: /claude.*haiku/i,
    thinkWhen: ["enabled", "plan", "ultrathink", "xhigh"],
  });
  expect([providers, models]).toEqual([[], []]);
  expect(usage).toEqual({ enabled: true, retentionDays: 90, maxBytes: 268_435_456 });
  expect(auth).toEqual({ anthropic: {}, openai: {}, google: {} });
});

test("every optional member arrives under its own name", () => {
  const config = configOf(`
    config_version = 1
    [server]
    log_format = "json"
    log_bodies = true
    allowed_hosts = ["box.local"]
    allowed_origins = ["https://a.example"]
    max_body_mb = 1
    session_affinity_ms = 0
    prefer_next_at_utilization = 0.9
    timeouts = { first_event_timeout_ms = 1, idle_timeout_ms = 2, drain_timeout_ms = 3 }
    [router]
    default = "m"
    long_context = "m"
    long_context_tokens = 9
    auto_map = false
    think_when = ["plan", "max"]
    [[providers]]
    name = "p"
    provider_type = "openai"
    api_key = "k"
    wire_api = "chat"
    auth_header = "api-key"
    base_url = "https://h.example/v1/"
    headers = { a = "b" }
    timeouts = { connect_timeout_ms = 4 }
    [[models]]
    name = "m"
    commit = "message"
    [[models.mappings]]
    provider = "p"
    actual_model = "x"
    priority = 1
    reasoning_effort = "high"
    max_output_tokens = 5
    context_window = 6
    price = { input = 1, output = 2.5, cache_read = 0, cache_write_5m = 3, cache_write_1h = 4 }
    [usage]
    enabled = false
    retention_days = 7
    max_mb = 2
    [auth.openai]
    callback_ports = [1455, 1457]
    issuer = "https://i.example"
  `);
  expect(config.findings).toEqual([]);
  expect(config.server).toMatchObject({
    logFormat: "json",
    logBodies: true,
    allowedHosts: ["box.local"],
    allowedOrigins: ["https://a.example"],
    maxBodyBytes: 1_048_576,
    sessionAffinityMs: 0,
    preferNextAtUtilization: 0.9,
    timeouts: { apiMs: 600_000, connectMs: 10_000, firstEventMs: 1, idleMs: 2 },
    drainMs: 3,
  });
  expect(config.router).toMatchObject({
    longContext: "m",
    longContextTokens: 9,
    autoMap: false,
    thinkWhen: ["plan", "max"],
  });
  expect(config.providers[0]).toMatchObject({
    wireApi: "chat",
    authHeader: "api-key",
    baseUrl: "https://h.example/v1",
    headers: { a: "b" },
    timeouts: { connectMs: 4 },
  });
  expect(config.models).toEqual([
    {
      name: "m",
      commit: "message",
      mappings: [
        {
          provider: "p",
          actualModel: "x",
          priority: 1,
          reasoningEffort: "high",
          maxOutputTokens: 5,
          contextWindow: 6,
          price: { input: 1, output: 2.5, cacheRead: 0, cacheWrite5m: 3, cacheWrite1h: 4 },
        },
      ],
    },
  ]);
  expect(config.usage).toEqual({ enabled: false, retentionDays: 7, maxBytes: 2_097_152 });
  expect(config.auth.openai).toEqual({ callback_ports: ["1455", "1457"], issuer: "https://i.example" });
});

describe("references to the environment", () => {
  const text = provider(`provider_type = "groq"\napi_key = ["$ONE", "\${TWO}", "sk-written"]`);

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
    const config = configOf(provider('provider_type = "groq"\napi_key = "$ONE"'));
    expect(config.providers[0]).toMatchObject({ keys: [], unsetVariables: ["ONE"] });
    expect(config.findings.at(-1)?.message).toBe('$ONE is unset: "p" is not configured');
  });

  test("of a disabled provider are nobody's business", () => {
    const config = configOf(provider('provider_type = "groq"\nenabled = false\napi_key = "$ONE"'));
    expect(config.findings.map(({ path }) => path)).toEqual(["router.default"]);
  });

  test("work in headers, base_url, project_id and location", () => {
    const lines =
      'provider_type = "vertex-ai"\nproject_id = "$P"\nlocation = "$L"\nbase_url = "$B"\nheaders = { a = "$H", b = "$NONE" }';
    const [vertex] = configOf(provider(lines), {
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
    expect(errorsOf(text)).toEqual([
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
    ["a provider without type", provider(""), 3, "providers[0].provider_type", /is required/],
    [
      "a key that is a number",
      provider('provider_type = "groq"\napi_key = 12345'),
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
      `${provider('provider_type = "demo"')}[[providers]]\nname = "p"\nprovider_type = "demo"\n`,
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
      provider('provider_type = "groq"'),
      "providers[0]",
      /has no api_key.*\$GROQ_API_KEY/,
    ],
    [
      "a login where there is none",
      provider('provider_type = "groq"\nauth_type = "oauth"'),
      "providers[0].auth_type",
      /has no login/,
    ],
    [
      "a wire_api where there is no choice",
      provider('provider_type = "together"\napi_key = "k"\nwire_api = "chat"'),
      "providers[0].wire_api",
      /no effect/,
    ],
    [
      "a base_url without scheme",
      provider('provider_type = "groq"\napi_key = "k"\nbase_url = "h.example/v1"'),
      "providers[0].base_url",
      /^must start with https/,
    ],
    [
      "a missing base_url",
      provider('provider_type = "openai-compatible"'),
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
    const text = `${provider('provider_type = "demo"')}[[providers]]\nname = "p"\nprovider_type = "groq"\n`;
    expect(configOf(text).providers.map(({ type }) => type)).toEqual(["demo"]);
  });

  test("a provider with an address that cannot be is switched off", () => {
    const lines = 'provider_type = "groq"\napi_key = "k"\nbase_url = "h.example/v1"';
    expect(configOf(provider(lines)).providers[0]?.enabled).toBe(false);
  });

  test("a route to a name that a provider lists is fine", () => {
    expect(configOf(provider('provider_type = "demo"\nmodels = ["m"]')).findings).toEqual([]);
  });
});

test("line ends of Windows and a byte order mark change nothing", () => {
  const text = readFileSync(join(fixtures, "original-full.toml"), "utf8");
  const { revision: _, ...config } = configOf(text);
  const { revision: __, ...windows } = configOf(`\ufeff${text.replaceAll("\n", "\r\n")}`);
  expect(windows).toEqual(config);
});

test("an empty string counts as absent", () => {
  const text =
    '[server]\napi_key = ""\nhost = ""\n[router]\ndefault = "m"\nthink = ""\n[[providers]]\nname = "p"\nprovider_type = "groq"\napi_key = ""\nbase_url = ""\noauth_provider = ""\n';
  const config = configOf(text);
  expect(config.server.apiKey).toBeUndefined();
  expect(config.server.host).toBe("127.0.0.1");
  expect("think" in config.router).toBe(false);
  expect(config.providers[0]).toMatchObject({ keys: [], oauthProvider: "p", enabled: true });
  expect(config.providers[0]?.baseUrl).toBeUndefined();
});

test("the snapshot is frozen all the way down", () => {
  const config = configOf(readFileSync(join(fixtures, "original-full.toml"), "utf8"));
  for (const part of [
    config,
    config.server.timeouts,
    config.providers,
    config.providers[0]?.models,
    config.findings[0],
  ]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

test("no message, and no print of a config, holds a key", () => {
  const canary = "sk-canary-0123456789abcdef";
  const broken = [
    `[server]\napi_key = "${canary}\n`,
    `[server]\napi_key = ["${canary}"]\n${minimal}`,
    provider(`provider_type = "${canary.slice(0, 4)}"\napi_key = { key = "${canary}" }`),
    provider(`provider_type = "groq"\napi_key = "${canary}" "${canary}"`),
  ];
  for (const text of broken) expect(JSON.stringify(parse(text))).not.toContain("canary");
  const config = configOf(
    `[server]\napi_key = "${canary}"\n${provider(`provider_type = "groq"\napi_key = "${canary}"`)}`,
  );
  expect(JSON.stringify(config) + Bun.inspect(config, { depth: 9 })).not.toContain("canary");
});

test("the revision is that of the file's bytes, a byte order mark included", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "config-load-")), "config.toml");
  const bytes = Buffer.from(`\ufeff${minimal}`);
  await writeFile(path, bytes);
  const { config } = loadConfig(path, {});
  expect(config?.revision).toBe(new Bun.CryptoHasher("sha256").update(bytes).digest("hex"));
  expect(config?.revision).toBe(revisionOf(`\ufeff${minimal}`));
});

describe("a file that cannot be read", () => {
  test("is named with what to do", () => {
    expect(() => loadConfig("/nonexistent/config.toml", {})).toThrow(UserError);
    expect(() => loadConfig("/nonexistent/config.toml", {})).toThrow(
      /^\/nonexistent\/config.toml: .*ccm init/,
    );
    expect(() => loadConfig(tmpdir(), {})).toThrow(/is a folder/);
  });

  test("in another encoding is an error of its own", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "config-load-")), "config.toml");
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x41, 0x00]));
    expect(loadConfig(path, {}).findings.map(({ message }) => message)).toEqual([
      "not a text file: save it as UTF-8",
    ]);
  });
});
