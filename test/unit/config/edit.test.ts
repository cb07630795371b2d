import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { type ConfigEdit, editConfig } from "../../../src/config/edit.ts";
import { parseConfig } from "../../../src/config/load.ts";
import { parseToml } from "../../../src/config/parse-toml.ts";
import { UserError } from "../../../src/errors.ts";

const commented = readFileSync(join(import.meta.dir, "../../fixtures/config/commented.toml"), "utf8");

test("edits are applied one after the other, each to what the last one left", () => {
  const edited = editConfig(commented, [
    { kind: "append", path: ["providers"], value: { name: "g", provider_type: "groq" } },
    { kind: "set", path: ["providers", { name: "g" }, "api_key"], value: "k" },
    { kind: "remove", path: ["providers", 0] },
    { kind: "move", path: ["providers", { name: "g" }], to: 0 },
  ]);
  const { config } = parseConfig(edited, { path: "c", env: { MY_KEY: "m" } });
  expect(config?.providers.map(({ name, keys }) => [name, keys.length])).toEqual([
    ["g", 1],
    ["or", 0],
  ]);
  expect(edited).toContain("# ---------- providers ----------");
});

describe("texts of other shapes", () => {
  const shapes: [what: string, text: string, edit: ConfigEdit, edited: string][] = [
    [
      "nothing at all",
      "",
      { kind: "set", path: ["router", "default"], value: "m" },
      '[router]\ndefault = "m"\n',
    ],
    ["a root key before a section", "[a]\n", { kind: "set", path: ["x"], value: 1 }, "x = 1\n\n[a]\n"],
    ["a byte order mark", "\ufeff[a]\n", { kind: "set", path: ["x"], value: 1 }, "\ufeffx = 1\n\n[a]\n"],
    ["an empty section", "[a]\n\n[b]\n", { kind: "set", path: ["a", "x"], value: 1 }, "[a]\nx = 1\n\n[b]\n"],
    [
      "no line end at the end",
      "[a]\nx = 1",
      { kind: "set", path: ["a", "y"], value: 2 },
      "[a]\nx = 1\ny = 2",
    ],
    [
      "a section after such an end",
      "[a]\nx = 1",
      { kind: "set", path: ["b", "y"], value: 2 },
      "[a]\nx = 1\n\n[b]\ny = 2\n",
    ],
    [
      "a section below another",
      "[a]\nx = 1\n\n[b]\n",
      { kind: "set", path: ["a", "c", "y"], value: 2 },
      "[a]\nx = 1\n\n[a.c]\ny = 2\n\n[b]\n",
    ],
    [
      "a first element",
      "[a]\nx = 1\n",
      { kind: "append", path: ["p"], value: { n: 1 } },
      "[a]\nx = 1\n\n[[p]]\nn = 1\n",
    ],
    [
      "an element below a first one",
      "[[m]]\nn = 1\n\n[z]\n",
      { kind: "append", path: ["m", 0, "k"], value: { n: 2 } },
      "[[m]]\nn = 1\n\n[[m.k]]\nn = 2\n\n[z]\n",
    ],
    ["an empty list", "a = []\n", { kind: "append", path: ["a"], value: "x" }, 'a = ["x"]\n'],
    [
      "a list with a comma at its end",
      "a = [1,]\n",
      { kind: "append", path: ["a"], value: "x" },
      'a = [1, "x"]\n',
    ],
    [
      "a long list without one",
      "a = [\n  1 # one\n]\n",
      { kind: "append", path: ["a"], value: "x" },
      'a = [\n  1, # one\n  "x"\n]\n',
    ],
    ["an empty inline table", "a = {}\n", { kind: "set", path: ["a", "b"], value: 1 }, "a = { b = 1 }\n"],
    ["the middle of a short list", "a = [1, 2, 3]\n", { kind: "remove", path: ["a", 1] }, "a = [1, 3]\n"],
    ["the end of a short list", "a = [1, 2, 3]\n", { kind: "remove", path: ["a", 2] }, "a = [1, 2]\n"],
    ["a pattern", "a = 1\n", { kind: "set", path: ["a"], value: "^\\d" }, "a = '^\\d'\n"],
    [
      "a text with quotes",
      "a = 1\n",
      { kind: "set", path: ["a"], value: 'x"\n\u007f' },
      'a = "x\\"\\n\\u007f"\n',
    ],
    [
      "a comment that looks like a key",
      "# a = 1\na = 2\n",
      { kind: "set", path: ["a"], value: 3 },
      "# a = 1\na = 3\n",
    ],
    [
      "a text that looks like a header",
      'a = """\n[b]\nx = 1\n"""\nc = 2\n',
      { kind: "set", path: ["c"], value: 3 },
      'a = """\n[b]\nx = 1\n"""\nc = 3\n',
    ],
    [
      "elements with strangers in between",
      "[[m]]\nn = 1\n[o]\n[[m.k]]\nx = 1\n",
      { kind: "remove", path: ["m", 0] },
      "[o]\n",
    ],
    [
      "a quoted key with a dot",
      '[t]\n"a.b" = 1\n',
      { kind: "set", path: ["t", "a.b"], value: 2 },
      '[t]\n"a.b" = 2\n',
    ],
    ["a last section", "[a]\nx = 1\n\n[b]\ny = 1\n", { kind: "remove", path: ["b"] }, "[a]\nx = 1\n"],
  ];

  test.each(shapes)("%s", (_what, text, edit, edited) => {
    expect(editConfig(text, [edit])).toBe(edited);
  });
});

test("what cannot be edited is refused in one line", () => {
  const refusals: [text: string, edit: ConfigEdit][] = [
    ["a = ", { kind: "set", path: ["a"], value: 1 }],
    [commented, { kind: "set", path: ["providers", { name: "nobody" }, "enabled"], value: true }],
    [commented, { kind: "move", path: ["providers", 7], to: 0 }],
    ["[[m]]\nn = 1\n[o]\n[[m.k]]\nx = 1\n[[m]]\nn = 2\n", { kind: "move", path: ["m", 1], to: 0 }],
  ];
  for (const [text, edit] of refusals) expect(() => editConfig(text, [edit])).toThrow(UserError);
});

const awkward = fc.constantFrom(..."\"'\\#=[]\n\r\t\u0000\u001f\u007f\u0085\u2028é", "\u{1f600}");

test("whatever text is set is the text that is read back", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: awkward })), (value) => {
      const edited = editConfig("[router]\nthink = 1\n", [{ kind: "set", path: ["router", "think"], value }]);
      const toml = parseToml(edited);
      expect(toml).toMatchObject({ document: { router: { think: value } } });
    }),
  );
});
