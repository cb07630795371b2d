import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, revisionOf } from "../../../src/config/load.ts";
import { UserError } from "../../../src/errors.ts";
import { configOf, minimal, parse, withProvider } from "../../support/parse-config-text.ts";

const fixtures = join(import.meta.dir, "../../fixtures/config");

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
    const config = configOf(withProvider(`provider_type = "groq"\nauth_type = "${written}"\napi_key = "k"`));
    expect(config.providers[0]?.authType).toBe("api_key");
  });
});

test("line ends of Windows and a byte order mark change nothing", () => {
  const text = readFileSync(join(fixtures, "original-full.toml"), "utf8");
  const { revision: _, ...config } = configOf(text);
  const { revision: __, ...windows } = configOf(`\ufeff${text.replaceAll("\n", "\r\n")}`);
  expect(windows).toEqual(config);
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
    withProvider(`provider_type = "${canary.slice(0, 4)}"\napi_key = { key = "${canary}" }`),
    withProvider(`provider_type = "groq"\napi_key = "${canary}" "${canary}"`),
  ];
  for (const text of broken) expect(JSON.stringify(parse(text))).not.toContain("canary");
  const config = configOf(
    `[server]\napi_key = "${canary}"\n${withProvider(`provider_type = "groq"\napi_key = "${canary}"`)}`,
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
