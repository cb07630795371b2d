import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildProgram } from "../../src/cli/program.ts";
import { parseConfig } from "../../src/config/load.ts";

const root = resolve(import.meta.dir, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].flatMap(
    (match) => match[1] ?? [],
  );
}

test("the README stays short enough to be read", () => {
  expect(readme.split("\n").length).toBeLessThan(150);
});

test("its config is six lines and has nothing to complain about but the keys one does not have yet", () => {
  const [config = ""] = blocks("toml");
  expect(config.trimEnd().split("\n").length).toBe(6);
  const keys = { ZAI_API_KEY: "a", OPENROUTER_API_KEY: "b" };
  const { findings } = parseConfig(config, { path: "config.toml", env: keys });
  expect(findings).toEqual([]);
});

test("every file it links to is there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].flatMap((match) => match[1] ?? []);
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
});

describe("every command it names exists", () => {
  const terminal = { env: {}, print: () => undefined, say: () => undefined };
  const program = buildProgram(terminal, () => undefined);
  const named = new Set(
    [...readme.matchAll(/(?:`|dist\/)ccm ([a-z]+(?: [a-z]+)?)/g)].flatMap((match) => match[1] ?? []),
  );

  test.each([...named])("ccm %s", (words) => {
    const [first, second] = words.split(" ");
    const command = program.commands.find((candidate) => candidate.name() === first);
    expect(command).toBeDefined();
    const subcommands = command?.commands.map((candidate) => candidate.name()) ?? [];
    if (subcommands.length > 0 && second !== undefined) expect(subcommands).toContain(second);
  });
});
