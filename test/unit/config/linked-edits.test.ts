import { describe, expect, test } from "bun:test";
import type { Config } from "../../../src/config/config.ts";
import { type ConfigEdit, editConfig } from "../../../src/config/edit.ts";
import { removeProvider, renameModel, renameProvider, setBaseUrl } from "../../../src/config/linked-edits.ts";
import { parseConfig } from "../../../src/config/load.ts";

const text = `[router]
default = "big"
think = "big"
background = "small"

[[providers]]
name = "a"
provider_type = "anthropic"
auth_type = "oauth"

[[providers]]
name = "b" # second
provider_type = "groq"
api_key = ["k1", "k2"]
base_url = "https://one.example/v1"

[[models]]
name = "big"
mappings = [
  { provider = "b", actual_model = "x", priority = 2 }, # fallback
  { provider = "a", actual_model = "y", priority = 1 },
]

[[models]]
name = "small"

[[models.mappings]]
provider = "b"
actual_model = "z"
priority = 1

[[models.mappings]]
provider = "b"
actual_model = "z"
priority = 2
`;

function configOf(source: string): Config {
  const { config, findings } = parseConfig(source, { path: "c", env: {} });
  if (config === undefined) throw new Error(JSON.stringify(findings));
  return config;
}

const after = (edits: ConfigEdit[]) => editConfig(text, edits);

describe("renaming a provider", () => {
  test("renames it in every mapping", () => {
    const edited = after(renameProvider(configOf(text), "b", "bee"));
    expect(edited).toBe(
      text.replaceAll('provider = "b"', 'provider = "bee"').replace('name = "b"', 'name = "bee"'),
    );
  });

  test("leaves its login where it is stored", () => {
    const { providers } = configOf(after(renameProvider(configOf(text), "a", "ay")));
    expect(providers[0]).toMatchObject({ name: "ay", oauthProvider: "a" });
  });
});

test("removing a provider removes its mappings and nothing else", () => {
  const config = configOf(after(removeProvider(configOf(text), "b")));
  expect(config.providers.map(({ name }) => name)).toEqual(["a"]);
  expect(config.models.map(({ name, mappings }) => [name, mappings.length])).toEqual([
    ["big", 1],
    ["small", 0],
  ]);
});

describe("another base_url", () => {
  test("drops the keys", () => {
    const edited = after(setBaseUrl(configOf(text), "b", "https://two.example/v1"));
    expect(edited).toBe(text.replace('api_key = ["k1", "k2"]\n', "").replace("one.example", "two.example"));
  });

  test("drops them for the type's own address too", () => {
    const [, provider] = configOf(after(setBaseUrl(configOf(text), "b", undefined))).providers;
    expect(provider?.keys).toEqual([]);
    expect(provider?.baseUrl).toBeUndefined();
  });

  test("that is the same one changes nothing", () => {
    expect(setBaseUrl(configOf(text), "b", "https://one.example/v1")).toEqual([]);
  });
});

test("renaming a model renames it in every route", () => {
  const { models, router } = configOf(after(renameModel(configOf(text), "big", "huge")));
  expect(models[0]?.name).toBe("huge");
  expect(router).toMatchObject({ default: "huge", think: "huge", background: "small" });
});
