import { expect, test } from "bun:test";
import { configOf, minimal } from "../../support/parse-config-text.ts";

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
    maxConcurrentRequests: 2048,
    sendMs: 600_000,
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
    max_concurrent_requests = 8
    session_affinity_ms = 0
    prefer_next_at_utilization = 0.9
    timeouts = { first_event_timeout_ms = 1, idle_timeout_ms = 2, send_timeout_ms = 4, drain_timeout_ms = 3 }
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
    maxConcurrentRequests: 8,
    sendMs: 4,
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
