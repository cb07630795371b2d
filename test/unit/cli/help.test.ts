import { describe, expect, test } from "bun:test";
import type { Command } from "commander";
import { buildProgram } from "../../../src/cli/program.ts";

/** What a command's `--help` prints. */
let printed: string[] = [];
const terminal = { env: {}, print: (text: string) => printed.push(text), say: () => undefined };
const program = buildProgram(terminal, () => undefined);

function helpOf(command: Command): string {
  printed = [];
  command.outputHelp();
  return printed.join("\n");
}

function visibleCommands(command: Command): Command[] {
  return command.createHelp().visibleCommands(command);
}

/** A command and all below it, but for the `help` that commander adds to each. */
function withDescendants(command: Command): Command[] {
  const own = visibleCommands(command).filter((sub) => sub.name() !== "help");
  return [command, ...own.flatMap(withDescendants)];
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** The words of every line in `Examples:` that begin with `ccm`, without what they do. */
function examplesIn(help: string): string[][] {
  const [, after = ""] = help.split("\nExamples:\n");
  const lines = after.split("\n\n")[0]?.split("\n") ?? [];
  return lines.flatMap((line) => {
    const typed = /(?:^ {2}|[("])(ccm(?: [^ )|>]+)+)/.exec(line)?.[1];
    return typed === undefined ? [] : [typed.split(" ").slice(1)];
  });
}

/** The command that words lead to, past options. */
function commandOf(words: readonly string[]): Command {
  return words.reduce(
    (at, word) => visibleCommands(at).find((sub) => sub.name() === word) ?? at,
    program as Command,
  );
}

const commands = withDescendants(program).map((command) => ({ name: pathOf(command), command }));

test("the walk finds the commands and their commands", () => {
  expect(commands.map(({ name }) => name)).toContainValues(["ccm", "ccm start", "ccm auth login"]);
});

describe.each(commands)("$name --help", ({ name, command }) => {
  test("says what the command, each argument and each option is for", () => {
    expect(command.description()).not.toBe("");
    const help = command.createHelp();
    const terms = [...help.visibleOptions(command), ...help.visibleArguments(command)];
    expect(terms.filter(({ description }) => description === "")).toEqual([]);
  });

  test("shows at least one example, of commands and options that there are", () => {
    const shown = helpOf(command);
    expect(shown).toMatch(/\nExamples:\n {2}\S/);
    const own = name.split(" ").slice(1);
    const examples = examplesIn(shown);
    expect(examples.filter((words) => pathOf(commandOf(words)).startsWith(name)).length).toBeGreaterThan(0);
    for (const words of examples) {
      const before = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
      const used = commandOf(before);
      const known = [
        ...used.createHelp().visibleOptions(used),
        ...program.createHelp().visibleOptions(program),
      ];
      const flags = before.filter((word) => word.startsWith("-"));
      const unknown = flags.filter(
        (flag) => !known.some(({ long, short }) => flag === long || flag === short),
      );
      expect({ own, words, unknown }).toEqual({ own, words, unknown: [] });
    }
  });
});
