import type { Command, Option } from "commander";

/** An option as a shell completes it. */
export interface CompletionOption {
  /** With its dashes: `--port`. */
  readonly long: string;
  /** With its dash: `-p`. */
  readonly short?: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** What it may be given; empty when that may be anything. */
  readonly values: readonly string[];
}

/** A word that may stand next: a subcommand, or a value of the command's argument. */
export interface CompletionWord {
  readonly word: string;
  readonly description: string;
}

/** A command, or the program itself. */
export interface CompletionPlace {
  /** The words that lead to it, `config check`; empty for the program. */
  readonly path: string;
  readonly words: readonly CompletionWord[];
  readonly options: readonly CompletionOption[];
}

function describeOption(option: Option): CompletionOption {
  const { short, description } = option;
  return {
    long: option.long ?? option.flags,
    ...(short === undefined ? {} : { short }),
    description,
    takesValue: option.required || option.optional,
    values: option.argChoices ?? [],
  };
}

function describeCommand(command: Command, path: readonly string[]): readonly CompletionPlace[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
  const place = {
    path: path.join(" "),
    words: [
      ...subcommands.map((sub) => ({ word: sub.name(), description: sub.description() })),
      ...choices.map((word) => ({ word, description: "" })),
    ],
    options: help.visibleOptions(command).map(describeOption),
  };
  return [place, ...subcommands.flatMap((sub) => describeCommand(sub, [...path, sub.name()]))];
}

/** Lists every command of a program, itself first, with all that may follow it. */
export function describeProgram(program: Command): readonly CompletionPlace[] {
  return describeCommand(program, []);
}

/** The names of all options that take a value: a shell passes over the word after one of them. */
export function valueFlags(places: readonly CompletionPlace[]): readonly string[] {
  const flags = places
    .flatMap(({ options }) => options)
    .filter(({ takesValue }) => takesValue)
    .flatMap(({ long, short }) => (short === undefined ? [long] : [short, long]));
  return [...new Set(flags)];
}
