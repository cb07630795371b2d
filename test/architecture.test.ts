import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { providerTable } from "../src/providers/table.ts";

const root = resolve(import.meta.dir, "..");

interface SourceFile {
  /** Path below the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

function filesBelow(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path).replaceAll("\\", "/"))
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("test/fixtures/"))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

const sources = filesBelow("src");
const everything = [...sources, ...filesBelow("test"), ...filesBelow("scripts")];

/** Leftmost first: a file may import what stands to the right of it; names in one place do not import each other. */
const places = [
  ["main"],
  ["cli"],
  ["daemon"],
  ["server", "admin"],
  ["pipeline"],
  ["chain", "router"],
  ["auth", "usage", "demo"],
  ["config"],
  ["providers"],
  ["protocols"],
  ["http"],
] as const;

/** Files directly in src/ that anyone may import; they import only each other. */
const foundations = [
  "errors",
  "log",
  "secret",
  "json",
  "sliced",
  "version",
  "private-file",
  "thrown",
  "wait",
];

const importPattern = /\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g;

function importsOf(file: SourceFile): string[] {
  return [...file.text.matchAll(importPattern)].flatMap((match) => match[1] ?? []);
}

/** `cli` for src/cli/start.ts, `errors` for src/errors.ts. */
function areaOf(path: string): string {
  return (
    relative("src", path)
      .replace(/\.tsx?$/, "")
      .split("/")[0] ?? ""
  );
}

function rankOf(area: string): number {
  const rank = places.findIndex((names) => (names as readonly string[]).includes(area));
  return rank === -1 ? places.length : rank;
}

/** Files of the repository that a file imports, by their path below it. */
function importedPaths(file: SourceFile): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative(root, resolve(root, dirname(file.path), specifier)).replaceAll("\\", "/"));
}

/** Areas in src/ that a file imports from, other than its own. */
function importedAreas(file: SourceFile): string[] {
  return importedPaths(file)
    .filter((path) => path.startsWith("src/"))
    .map(areaOf)
    .filter((area) => area !== areaOf(file.path));
}

/** The code without comments and types. */
function codeOf(file: SourceFile): string {
  const loader = file.path.endsWith("x") ? "tsx" : "ts";
  return new Bun.Transpiler({ loader, target: "bun" }).transformSync(file.text);
}

function offenders(files: readonly SourceFile[], isWrong: (file: SourceFile) => boolean): string[] {
  return files.filter(isWrong).map(({ path }) => path);
}

describe("who imports whom", () => {
  test("there is source to look at", () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  test("every file lives in a place that the import direction names", () => {
    const known = new Set<string>([...places.flat(), ...foundations]);
    expect(offenders(sources, ({ path }) => !known.has(areaOf(path)))).toEqual([]);
  });

  test("imports go rightward only, and never between siblings", () => {
    const wrong = sources.flatMap((file) => {
      const own = rankOf(areaOf(file.path));
      const backward = (area: string) =>
        foundations.includes(area) ? false : rankOf(area) <= own || foundations.includes(areaOf(file.path));
      return importedAreas(file)
        .filter(backward)
        .map((area) => `${file.path} imports ${area}`);
    });
    expect(wrong).toEqual([]);
  });

  test("the source imports nothing from tests or scripts", () => {
    const outside = (file: SourceFile) => importedPaths(file).some((path) => /^(test|scripts)\//.test(path));
    expect(offenders(sources, outside)).toEqual([]);
  });

  test("a protocol knows the hub and what all share, but no other protocol", () => {
    const wrong = sources.flatMap((file) => {
      const own = /^src\/protocols\/([^/]+)\//.exec(file.path)?.[1];
      if (own === undefined) return [];
      const others = importedPaths(file).filter((path) => {
        const other = /^src\/protocols\/([^/]+)\//.exec(path)?.[1];
        return other !== undefined && ![own, "anthropic", "shared"].includes(other);
      });
      return others.map((path) => `${file.path} imports ${path}`);
    });
    expect(wrong).toEqual([]);
  });

  const reserved: readonly (readonly [string, RegExp])[] = [
    ["hono", /^src\/(server|admin)\//],
    ["commander", /^src\/cli\//],
    ["@iarna/toml", /^src\/config\//],
  ];
  test.each(reserved)("%s is imported only where it belongs", (name, home) => {
    const uses = (file: SourceFile) =>
      importsOf(file).some((specifier) => specifier === name || specifier.startsWith(`${name}/`));
    expect(offenders(sources, (file) => uses(file) && !home.test(file.path))).toEqual([]);
  });
});

describe("purity", () => {
  const pure = sources.filter(({ path }) => /^src\/(protocols|router)\//.test(path));
  const impure =
    /\bfetch\(|\bBun\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\brandomUUID\b|\bprocess\.|\bset(?:Timeout|Interval)\b/;

  test("protocols and router touch no network, runtime, clock or randomness", () => {
    expect(offenders(pure, (file) => impure.test(codeOf(file)))).toEqual([]);
  });

  test("protocols and router import only code that is pure itself", () => {
    const allowed = new Set(["valibot", "node:buffer"]);
    const foreign = (file: SourceFile) =>
      importsOf(file).some((specifier) => !specifier.startsWith(".") && !allowed.has(specifier));
    expect(offenders(pure, foreign)).toEqual([]);
  });

  test("no module holds mutable state", () => {
    expect(offenders(sources, ({ text }) => /^(export )?(let|var) /m.test(text))).toEqual([]);
  });

  test("a provider type is data: every row equals its own JSON", () => {
    expect(JSON.parse(JSON.stringify(providerTable))).toStrictEqual(providerTable);
  });
});

describe("habits", () => {
  test("no file is longer than 400 lines", () => {
    const lines = ({ text }: SourceFile) => text.split("\n").length - 1;
    expect(offenders(everything, (file) => lines(file) > 400)).toEqual([]);
  });

  test("a file is named for what it does", () => {
    const dump = /^(utils?|helpers?|misc|types|common|managers?|index|lib)\.tsx?$/;
    const hub = /^src\/protocols\/[^/]+\/index\.ts$/;
    expect(offenders(everything, ({ path }) => dump.test(basename(path)) && !hub.test(path))).toEqual([]);
  });

  test("only the program's entry ends the process", () => {
    const exits = (file: SourceFile) => /\bprocess\.(exit|reallyExit|abort)\b/.test(codeOf(file));
    expect(offenders(sources, (file) => exits(file) && file.path !== "src/main.ts")).toEqual([]);
  });

  test("nothing prints past the log and the terminal", () => {
    expect(
      offenders(sources, (file) =>
        /\bconsole\.(log|error|warn|info|debug|trace|table|dir)\b/.test(codeOf(file)),
      ),
    ).toEqual([]);
  });

  // `any` itself is an error of the linter.
  test("no type check is silenced", () => {
    const silenced = /@ts[-](ignore|expect-error|nocheck)/;
    expect(offenders(everything, ({ text }) => silenced.test(text))).toEqual([]);
  });
});
