import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readExample } from "../../../scripts/docs/read-example.ts";
import { firstRunConfig } from "../../../src/config/first-run.ts";
import { parseConfig } from "../../../src/config/load.ts";
import { knownKeys } from "../../../src/config/schema.ts";
import { readTomlSource } from "../../../src/config/toml-source.ts";

const folder = join(import.meta.dir, "../../../config");
const env = { ZAI_API_KEY: "z", MINIMAX_API_KEY: "m", KIMI_API_KEY: "k", CCM_API_KEY: "c" };
const parse = (text: string, environment: Record<string, string> = env) =>
  parseConfig(text, { path: "config.toml", env: environment });

describe("the container's config", () => {
  const text = readFileSync(join(folder, "config.toml"), "utf8");

  test("has six providers and 27 models and nothing to complain about", () => {
    const { config, findings } = parse(text);
    expect(findings).toEqual([]);
    expect(config?.providers.map(({ type, authType }) => `${type} ${authType}`)).toEqual([
      "anthropic oauth",
      "openai oauth",
      "gemini oauth",
      "z.ai api_key",
      "minimax api_key",
      "kimi-coding api_key",
    ]);
    expect(config?.models.length).toBe(27);
    expect(config?.server).toMatchObject({ host: "0.0.0.0", port: 13456 });
    expect(config?.router).toMatchObject({
      default: "claude-sonnet-4.5",
      think: "claude-opus-4.1",
      websearch: "gpt-5.1",
      background: "glm-4.5-air",
    });
  });

  test("starts without any key set, and says which are missing", () => {
    const { config } = parse(text, {});
    expect(config?.findings.map(({ message }) => message.split(" ", 1)[0])).toEqual([
      "$ZAI_API_KEY",
      "$MINIMAX_API_KEY",
      "$KIMI_API_KEY",
    ]);
  });

  test("every model is served with the three keys alone", () => {
    const { config } = parse(text);
    const keyed = new Set(config?.providers.filter(({ keys }) => keys.length > 0).map(({ name }) => name));
    expect(
      config?.models.filter(({ mappings }) => !mappings.some(({ provider }) => keyed.has(provider))),
    ).toEqual([]);
  });

  test.each([
    ["gemini-3-pro-preview", "gemini-3-pro-preview gemini-2.5-pro gemini-2.5-flash gemini-2.0-flash glm-4.6"],
    ["gemini-2.5-pro", "gemini-2.5-pro gemini-2.5-flash gemini-2.0-flash glm-4.6"],
    ["gemini-2.5-flash", "gemini-2.5-flash gemini-2.0-flash glm-4.5-air"],
    ["gemini-1.5-pro", "gemini-1.5-pro gemini-1.5-flash glm-4.6"],
    ["gpt-5.1-codex-high", "gpt-5.1-codex glm-4.6"],
    ["kimi-k2-thinking", "kimi-k2-thinking"],
    ["minimax-m2", "MiniMax-M2"],
  ])("%s falls back in order", (name, tiers) => {
    const model = parse(text).config?.models.find((candidate) => candidate.name === name);
    expect(model?.mappings.map(({ actualModel }) => actualModel).join(" ")).toBe(tiers);
  });

  test("an effort in a model's name is the effort that is asked for", () => {
    for (const model of parse(text).config?.models ?? []) {
      const effort = /^gpt-.*-(low|medium|high)$/.exec(model.name)?.[1];
      expect(model.mappings[0]?.reasoningEffort as string | undefined).toBe(effort);
    }
  });
});

describe("the example config", () => {
  const text = readFileSync(join(folder, "config.example.toml"), "utf8");
  const uncommented = text.replace(/^#(?=[a-z[])/gm, "");

  test("loads as it is and with every key in use", () => {
    expect(parse(text).findings).toEqual([]);
    expect(parse(uncommented).findings).toEqual([]);
  });

  test("shows every key of the schema", () => {
    const shown = new Set(writtenPaths(uncommented));
    const expected = Object.entries(knownKeys).flatMap(([table, keys]) =>
      keys.map((key) => (table === "" ? key : `${table}.${key}`)),
    );
    expect(expected.filter((path) => !shown.has(path))).toEqual([]);
  });

  const lines = text.split("\n");
  const defaults = readExample(text).filter(
    ({ commented, words, line }) =>
      commented && !words.includes("Without it:") && lines[line]?.startsWith("#"),
  );

  test.each(defaults.map(({ table, key, line }) => [`${table}.${key}`, line] as const))(
    "what it shows for %s is the default",
    (_name, line) => {
      const used = lines.with(line, lines[line]?.slice(1) ?? "").join("\n");
      const { revision: _revision, ...expected } = parse(text).config ?? {};
      expect(parse(used).config).toMatchObject(expected);
    },
  );
});

test("the first-run config loads without a finding and fails over from its first mapping", () => {
  const { config, findings } = parse(firstRunConfig, {});
  expect(findings).toEqual([]);
  const model = config?.models.find(({ name }) => name === config.router.default);
  expect(
    model?.mappings.map(({ provider, actualModel, priority }) => [provider, actualModel, priority]),
  ).toEqual([
    ["demo", "overloaded", 1],
    ["demo", "echo", 2],
  ]);
});

/** Paths of all keys in a text, indexes as `[]`, with the tables above them. */
function writtenPaths(text: string): string[] {
  type Entries = ReturnType<typeof readTomlSource>[number]["entries"];
  const walk = (entries: Entries): string[] =>
    entries.flatMap(({ path, inner }) => [...prefixes(path), ...walk(inner)]);
  return readTomlSource(text).flatMap(({ path, entries }) => [...prefixes(path), ...walk(entries)]);
}

function prefixes(path: readonly (string | number)[]): string[] {
  const names = path.map((part) => (typeof part === "number" ? "[]" : `.${part}`));
  return names.map((_, index) =>
    names
      .slice(0, index + 1)
      .join("")
      .slice(1),
  );
}
