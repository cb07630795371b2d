import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConfigEdit, type EditPath, editConfig } from "../../../src/config/edit.ts";
import { parseToml } from "../../../src/config/parse-toml.ts";

const commented = readFileSync(join(import.meta.dir, "../../fixtures/config/commented.toml"), "utf8");

const zai: EditPath = ["providers", { name: "zai" }];
const or: EditPath = ["providers", { name: "or" }];
const sonnet: EditPath = ["models", { name: "sonnet" }];
const opus: EditPath = ["models", { name: "opus" }];

/** Lines that only the first text has (`-`) and only the second one has (`+`), in order. */
function diff(before: string, after: string): string[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const common = a.map(() => new Array<number>(b.length + 1).fill(0));
  common.push(new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) lines.push(`-${a[i++]}`);
    else lines.push(`+${b[j++]}`);
  }
  return lines;
}

type Case = [what: string, edit: ConfigEdit, changed: string[]];

const cases: Case[] = [
  ["set a value", { kind: "set", path: ["server", "port"], value: 9 }, ["-port=13_456", "+port=9"]],
  [
    "set a value beside a comment",
    { kind: "set", path: ["server", "host"], value: "0.0.0.0" },
    ['-host   = "127.0.0.1"   # loopback', '+host   = "0.0.0.0"   # loopback'],
  ],
  [
    "set a dotted key",
    { kind: "set", path: ["server", "timeouts", "idle_timeout_ms"], value: 1 },
    ["-timeouts.idle_timeout_ms = 5000 # dotted", "+timeouts.idle_timeout_ms = 1 # dotted"],
  ],
  [
    "set the sibling of a dotted key",
    { kind: "set", path: ["server", "timeouts", "api_timeout_ms"], value: 1 },
    ["+timeouts.api_timeout_ms = 1"],
  ],
  ["set a root key", { kind: "set", path: ["config_version"], value: 1 }, []],
  [
    "set a key that is not there",
    { kind: "set", path: ["router", "think"], value: "opus" },
    ['+think = "opus"'],
  ],
  ["set a key of an element", { kind: "set", path: [...zai, "enabled"], value: false }, ["+enabled = false"]],
  [
    "set a key of an indented element",
    { kind: "set", path: [...sonnet, "mappings", 1, "max_output_tokens"], value: 8 },
    ["+  max_output_tokens = 8"],
  ],
  [
    "set a value in an inline table",
    { kind: "set", path: [...or, "headers", "X-Title"], value: "me" },
    ['-headers = { X-Title = "ccm" }   # who', '+headers = { X-Title = "me" }   # who'],
  ],
  [
    "set a new member of an inline table",
    { kind: "set", path: [...or, "headers", "a b"], value: "c" },
    ['-headers = { X-Title = "ccm" }   # who', '+headers = { X-Title = "ccm", "a b" = "c" }   # who'],
  ],
  [
    "set a value in an inline element",
    { kind: "set", path: [...opus, "mappings", { provider: "or" }, "priority"], value: 3 },
    [
      '-mappings = [ { provider = "or", actual_model = "x", priority = 1 } ]  # inline',
      '+mappings = [ { provider = "or", actual_model = "x", priority = 3 } ]  # inline',
    ],
  ],
  [
    "set a table of an element that has none",
    { kind: "set", path: [...zai, "timeouts", "idle_timeout_ms"], value: 7 },
    ["+timeouts = { idle_timeout_ms = 7 }"],
  ],
  [
    "set a table of an element that has one",
    { kind: "set", path: [...or, "timeouts"], value: { idle_timeout_ms: 7, api_timeout_ms: 8 } },
    ["-idle_timeout_ms = 1000", "+idle_timeout_ms = 7", "+api_timeout_ms = 8"],
  ],
  [
    "set a key of a section that is not there",
    { kind: "set", path: ["usage", "enabled"], value: false },
    ["+[usage]", "+enabled = false", "+"],
  ],
  [
    "set a key of a nested section that is not there",
    { kind: "set", path: ["auth", "openai", "issuer"], value: "https://i.example" },
    ["+[auth.openai]", '+issuer = "https://i.example"', "+"],
  ],
  ["remove a key", { kind: "remove", path: ["server", "api_key"] }, ["-api_key = '$MY_KEY'"]],
  [
    "remove a key with a list",
    { kind: "remove", path: [...zai, "api_key"] },
    ["-api_key = [", '-  "$ZAI_API_KEY", # one', '-  "sk-zzzz",', "-]"],
  ],
  [
    "remove a dotted table",
    { kind: "remove", path: ["server", "timeouts"] },
    ["-timeouts.idle_timeout_ms = 5000 # dotted"],
  ],
  [
    "remove one key of a list",
    { kind: "remove", path: [...zai, "api_key", 0] },
    ['-  "$ZAI_API_KEY", # one'],
  ],
  ["remove the last key of a list", { kind: "remove", path: [...zai, "api_key", 1] }, ['-  "sk-zzzz",']],
  [
    "remove a member of an inline table",
    { kind: "remove", path: ["server", "unknown_thing", "b"] },
    ["-unknown_thing = { a = 1,b=2 } # kept", "+unknown_thing = { a = 1 } # kept"],
  ],
  [
    "remove the first member of an inline table",
    { kind: "remove", path: ["server", "unknown_thing", "a"] },
    ["-unknown_thing = { a = 1,b=2 } # kept", "+unknown_thing = { b=2 } # kept"],
  ],
  [
    "remove the only inline element",
    { kind: "remove", path: [...opus, "mappings", 0] },
    [
      '-mappings = [ { provider = "or", actual_model = "x", priority = 1 } ]  # inline',
      "+mappings = [  ]  # inline",
    ],
  ],
  ["remove what is not there", { kind: "remove", path: ["providers", { name: "nobody" }, "api_key"] }, []],
  [
    "remove the first provider",
    { kind: "remove", path: zai },
    [
      "-# the first",
      "-[[providers]]",
      '-name = "zai" # Z',
      '-provider_type = "z.ai"',
      "-api_key = [",
      '-  "$ZAI_API_KEY", # one',
      '-  "sk-zzzz",',
      "-]",
      "-",
    ],
  ],
  [
    "remove the last provider with the table below it",
    { kind: "remove", path: or },
    [
      "-# the second",
      "-[[providers]]",
      '-name = "or"',
      '-provider_type = "openrouter"',
      '-api_key = "$OR"',
      '-headers = { X-Title = "ccm" }   # who',
      "-",
      "-[providers.timeouts]",
      "-idle_timeout_ms = 1000",
      "-",
    ],
  ],
  [
    "remove a mapping",
    { kind: "remove", path: [...sonnet, "mappings", { provider: "zai" }] },
    [
      "-# first try",
      "-[[models.mappings]]",
      '-provider = "zai"',
      '-actual_model = "glm-4.6"',
      "-priority = 1",
      "-",
    ],
  ],
  [
    "remove a model",
    { kind: "remove", path: opus },
    [
      "-[[models]]",
      '-name = "opus"',
      '-mappings = [ { provider = "or", actual_model = "x", priority = 1 } ]  # inline',
      "-",
    ],
  ],
  [
    "add a provider",
    { kind: "append", path: ["providers"], value: { name: "g", provider_type: "groq", api_key: "$G" } },
    ["+[[providers]]", '+name = "g"', '+provider_type = "groq"', '+api_key = "$G"', "+"],
  ],
  [
    "add a model with its mappings",
    {
      kind: "append",
      path: ["models"],
      value: { name: "new", mappings: [{ provider: "zai", actual_model: "y", priority: 1 }] },
    },
    [
      "+[[models]]",
      '+name = "new"',
      "+",
      "+[[models.mappings]]",
      '+provider = "zai"',
      '+actual_model = "y"',
      "+priority = 1",
      "+",
    ],
  ],
  [
    "add a mapping, indented like its neighbour",
    {
      kind: "append",
      path: [...sonnet, "mappings"],
      value: { provider: "zai", actual_model: "z", priority: 3 },
    },
    ["+  [[models.mappings]]", '+  provider = "zai"', '+  actual_model = "z"', "+  priority = 3", "+"],
  ],
  [
    "add an inline mapping",
    {
      kind: "append",
      path: [...opus, "mappings"],
      value: { provider: "zai", actual_model: "z", priority: 3 },
    },
    [
      '-mappings = [ { provider = "or", actual_model = "x", priority = 1 } ]  # inline',
      '+mappings = [ { provider = "or", actual_model = "x", priority = 1 }, { provider = "zai", actual_model = "z", priority = 3 } ]  # inline',
    ],
  ],
  ["add a key to a list", { kind: "append", path: [...zai, "api_key"], value: "$B" }, ['+  "$B",']],
  [
    "add a key beside a single one",
    { kind: "append", path: [...or, "api_key"], value: "$B" },
    ['-api_key = "$OR"', '+api_key = ["$OR", "$B"]'],
  ],
  ["add a key to none", { kind: "append", path: [...sonnet, "tags"], value: "t" }, ['+tags = ["t"]']],
  [
    "move a mapping",
    { kind: "move", path: [...sonnet, "mappings", 1], to: 0 },
    [
      "-# first try",
      "-[[models.mappings]]",
      '-provider = "zai"',
      '-actual_model = "glm-4.6"',
      "-priority = 1",
      "-",
      "+# first try",
      "+[[models.mappings]]",
      '+provider = "zai"',
      '+actual_model = "glm-4.6"',
      "+priority = 1",
      "+",
    ],
  ],
  [
    "move a key of a list",
    { kind: "move", path: [...zai, "api_key", 1], to: 0 },
    ['-  "$ZAI_API_KEY", # one', '-  "sk-zzzz",', '+  "sk-zzzz", # one', '+  "$ZAI_API_KEY",'],
  ],
];

describe("an edit of a commented config changes only its own lines", () => {
  test.each(cases)("%s", (_what, edit, changed) => {
    const edited = editConfig(commented, [edit]);
    expect(diff(commented, edited)).toEqual(changed);
    expect("document" in parseToml(edited)).toBe(true);
  });

  test.each(cases)("%s, with the line ends of Windows", (_what, edit) => {
    const windows = commented.replaceAll("\n", "\r\n");
    expect(editConfig(windows, [edit])).toBe(editConfig(commented, [edit]).replaceAll("\n", "\r\n"));
  });
});
