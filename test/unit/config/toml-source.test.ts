import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "@iarna/toml";
import fc from "fast-check";
import { createLineLocator } from "../../../src/config/locate-line.ts";
import { parseToml } from "../../../src/config/parse-toml.ts";
import {
  formatPath,
  readTomlSource,
  type TomlEntry,
  type TomlPath,
} from "../../../src/config/toml-source.ts";

const root = join(import.meta.dir, "../../..");
const folders = ["config", "test/fixtures/config"];
const files = folders
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
  .filter((path) => path.endsWith(".toml"));

const tricky = `
a = """one"" = two"""""
b = '''#[x]'''
c = "# no \\" comment" # comment = 1
d = 1979-05-27 07:32:00Z
"e.f" = [ 1, [ 2, "]" ], { g = "}" , h.i = 3 }, ] # ]
j = {k = -1.5e3, 'l m' = [true,false]}

[ n . "o" ] # spaces
p = 0x1F
[[q]]
r = 1
[q.s]
t = inf
[[q.u]]
v = 1
[[q]]
[[q.u]]
v = 2
[[q.u]]
v = 3
`;

/** Leaves of the layout with the value that their span, parsed alone, has. */
function leaves(text: string, entries: readonly TomlEntry[]): [path: string, value: unknown][] {
  return entries.flatMap((entry): [string, unknown][] => {
    if (entry.inner.length > 0) return leaves(text, entry.inner);
    const alone = parseToml(`x = ${text.slice(entry.value.start, entry.value.end)}`);
    return [[formatPath(entry.path), "document" in alone ? (alone.document as { x: unknown }).x : alone]];
  });
}

/** Leaves of a parsed document. */
function leavesOf(value: unknown, path: TomlPath = []): [path: string, value: unknown][] {
  const isContainer = typeof value === "object" && value !== null && !(value instanceof Date);
  const members: [string | number, unknown][] = Array.isArray(value)
    ? value.map((member, index) => [index, member])
    : Object.entries(isContainer ? value : {});
  if (!isContainer || members.length === 0) return [[formatPath(path), value]];
  return members.flatMap(([key, member]) => leavesOf(member, [...path, key]));
}

function expectSameLeaves(text: string): void {
  const toml = parseToml(text);
  const sections = readTomlSource(text);
  const entries = sections.flatMap((section) => section.entries);
  const tables = new Set(sections.map((section) => formatPath(section.path)));
  const sorted = (list: [string, unknown][]) => list.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const document = "document" in toml ? toml.document : toml;
  // An empty document or table is no entry.
  const written = leavesOf(document).filter(([path]) => !tables.has(path));
  expect(sorted(leaves(text, entries))).toEqual(sorted(written));
}

describe("the layout of a text agrees with the parser about every value", () => {
  test.each(files)("in %s", (file) => {
    expectSameLeaves(readFileSync(join(root, file), "utf8"));
  });

  test("where quotes, brackets and comments lie", () => {
    expectSameLeaves(tricky);
    expectSameLeaves(tricky.replaceAll("\n", "\r\n"));
  });

  test("in any document", () => {
    const key = fc.oneof(fc.stringMatching(/^[a-z_-]{1,8}$/), fc.string({ minLength: 1, maxLength: 5 }));
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const { table } = fc.letrec<{ table: object; value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        scalar,
        fc.array(fc.string()),
        fc.array(tie("table")),
        tie("table"),
      ),
      table: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(table, (document) => {
        expectSameLeaves(stringify(document as Parameters<typeof stringify>[0]));
      }),
      { numRuns: 60 },
    );
  });

  test("and reading ends on any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."[]{}=\"'#,. \n\\ab1") }), (text) => {
        expect(Array.isArray(readTomlSource(text))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a line locator", () => {
  const locate = createLineLocator(tricky);

  test.each<[path: TomlPath, line: number]>([
    [["a"], 2],
    [["e.f", 2, "h", "i"], 6],
    [["n", "o", "p"], 10],
    [["q", 0, "s", "t"], 14],
    [["q", 1], 17],
    [["q", 1, "u", 1, "v"], 21],
  ])("finds %j", (path, line) => {
    expect(locate(path)).toBe(line);
  });

  test("says of what is missing where its table is", () => {
    expect(locate(["q", 0, "name"])).toBe(11);
    expect(locate(["n", "o", "x", "y"])).toBe(9);
    expect(locate(["nowhere", "x"])).toBeUndefined();
  });
});
