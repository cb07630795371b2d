import type { Command } from "commander";
import { buildProgram } from "../../src/cli/program.ts";

const columns = 100;

/** What `--help` prints, whatever the terminal. */
function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => columns,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return help.trimEnd();
}

/** A command and those below it; `help` is the same everywhere. */
function renderCommand(command: Command, path: readonly string[]): readonly string[] {
  const words = [...path, command.name()];
  const commands = command.commands.filter((sub) => sub.name() !== "help");
  return [
    `### ${words.join(" ")}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``,
    ...commands.flatMap((sub) => renderCommand(sub, words)),
  ];
}

/** The help of every command. */
export function renderCommands(): string {
  const nowhere = { env: {}, print: () => undefined, say: () => undefined };
  return renderCommand(
    buildProgram(nowhere, () => undefined),
    [],
  ).join("\n\n");
}
