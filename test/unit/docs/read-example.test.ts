import { describe, expect, test } from "bun:test";
import { describeTable } from "../../../scripts/docs/describe-keys.ts";
import { readExample } from "../../../scripts/docs/read-example.ts";
import { replacePart } from "../../../scripts/docs/replace-part.ts";

const example = `# About the file, not about a key.

# Version of this format.
#config_version = 1

# What the ledger keeps.
[usage]
# false keeps
# nothing.
#enabled = true
#retention_days = 90
# Without it: no end.
#max_mb = 256

[[models.mappings]]
provider = "a"
#price = { input = 1, output = 2 }
`;

describe("readExample", () => {
  const keys = readExample(example);
  const find = (key: string) => keys.find((one) => one.key === key);

  test("a key is told by the lines right above it, else by those above its table", () => {
    expect(find("config_version")).toMatchObject({ table: "", words: "Version of this format.", line: 3 });
    expect(find("enabled")).toMatchObject({ table: "usage", words: "false keeps nothing." });
    expect(find("retention_days")?.words).toBe("What the ledger keeps.");
    expect(find("provider")?.words).toBe("");
  });

  test("tells what is a comment from what is not", () => {
    expect([find("enabled")?.commented, find("provider")?.commented]).toEqual([true, false]);
  });

  test("a table within a list, and one within a line, are named as in the schema", () => {
    expect(find("provider")?.table).toBe("models[].mappings[]");
    expect(find("output")).toMatchObject({ table: "models[].mappings[].price", value: "2" });
  });
});

describe("describeTable", () => {
  test("takes the type from the schema, and the default or what holds without it from the words", () => {
    expect(describeTable("usage", readExample(example))).toEqual([
      { key: "enabled", type: "true or false", fallback: "`true`", meaning: "false keeps nothing." },
      { key: "retention_days", type: "whole number", fallback: "`90`", meaning: "What the ledger keeps." },
      { key: "max_mb", type: "number, at least 1", fallback: "no end", meaning: "" },
    ]);
  });

  test("a key that the example does not show, or says nothing about, is named", () => {
    expect(() => describeTable("router", readExample(example))).toThrow("does not show router.default");
    const silent = readExample("[usage]\n#enabled = true\n");
    expect(() => describeTable("usage", silent)).toThrow("does not say what usage.enabled is for");
  });
});

test("a part without its markers is not guessed at", () => {
  expect(() => replacePart("# Reference", "keys", "")).toThrow('the markers of "keys" are missing');
});
