import { describe, expect, test } from "bun:test";
import {
  type ConfigStep,
  configVersion,
  migrateConfig,
  versionOf,
} from "../../../src/config/migrate-config.ts";
import { parseToml } from "../../../src/config/parse-toml.ts";

/** Steps of a future: a key gets another name, then one is added. */
const steps: readonly ConfigStep[] = [
  () => [{ kind: "set", path: ["router", "auto_map"], value: false }],
  (document) => [
    { kind: "set", path: ["server", "port"], value: JSON.stringify(document).includes("auto_map") ? 2 : 1 },
  ],
];

function migrated(text: string): string {
  const toml = parseToml(text);
  if ("problem" in toml) throw new Error(toml.problem);
  return migrateConfig({ text, document: toml.document }, steps).text;
}

describe("an older config", () => {
  const old = '# mine\n[router]\ndefault = "m" # the usual one\n';

  test("goes through every step in turn, with its comments, and ends with the newest version", () => {
    expect(migrated(old)).toBe(
      'config_version = 3\n\n# mine\n[router]\ndefault = "m" # the usual one\nauto_map = false\n\n[server]\nport = 2\n',
    );
  });

  test("takes only the steps that it lacks", () => {
    expect(migrated(`config_version = 2\n${old}`)).toBe(`config_version = 3\n${old}\n[server]\nport = 1\n`);
  });
});

test.each([3, 4])("a config of version %p stays as it is", (version) => {
  const text = `config_version = ${version}\n`;
  expect(migrated(text)).toBe(text);
});

test("a config of claude-code-mux, which states no version, is of the first one, which is the newest", () => {
  expect(versionOf({ router: { default: "m" } })).toBe(1);
  expect(configVersion).toBe(1);
});
