import { Command, CommanderError } from "commander";
import { exitCodes } from "../errors.ts";
import { versionLine } from "../version.ts";
import { addAdmin } from "./admin.ts";
import { addAuth } from "./auth.ts";
import { addCompletion } from "./completion.ts";
import { addConfig } from "./config.ts";
import { addConnect } from "./connect.ts";
import { addCooldown } from "./cooldown.ts";
import { addDoctor } from "./doctor.ts";
import { addEnv } from "./env.ts";
import { addHealthcheck } from "./healthcheck.ts";
import { addImport } from "./import.ts";
import { addInit } from "./init.ts";
import { withConfigOption } from "./locate.ts";
import { addLogs } from "./logs.ts";
import { addModel } from "./model-list.ts";
import { addProvider } from "./provider.ts";
import { addReport } from "./report.ts";
import { addRestart } from "./restart.ts";
import { addRoute } from "./route.ts";
import { addRun } from "./run.ts";
import { addService } from "./service.ts";
import { addStart } from "./start.ts";
import { addStatus } from "./status.ts";
import { addStop } from "./stop.ts";
import type { Terminal } from "./terminal.ts";
import { addUsage } from "./usage.ts";
import { addWhy } from "./why.ts";

const examples = `
Examples:
  ccm init                      set up providers in a few questions, and try them
  ccm start                     start here; without a config, the built-in demo answers
  ccm start --detach            start in the background
  ccm run -- claude             start Claude Code on ccm
  eval "$(ccm env)"             or set its variables in this shell
  ccm status                    what runs, what is configured, what is wrong
  ccm usage week --by provider  tokens and cost of the last seven days
  ccm why last                  what became of the last request
  ccm config check              every problem of the config, with its line
  ccm doctor                    what is wrong on this machine, and what mends it

Files are in ~/.claude-code-mux; CCM_HOME names another folder.
Exit codes: 0 done, 1 failed, 2 wrong usage or config, 3 not running.`;

/** The program with all its commands. They load what they need only when they run. */
export function buildProgram(terminal: Terminal, exitWith: (code: number) => void): Command {
  const program = withConfigOption(new Command("ccm"))
    .description("Claude Code Mux: routes Claude Code and other clients to the models you choose")
    .version(versionLine, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help of a command")
    .addHelpText("after", examples)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
      outputError: (text, write) => write(`ccm: ${text.replace(/^error: /, "").replace(/\n\(Did/, " (did")}`),
    });

  program.commandsGroup("Run:");
  addStart(program, terminal);
  addStop(program, terminal);
  addRestart(program, terminal);
  addStatus(program, terminal, exitWith);
  addHealthcheck(program, terminal);
  addAdmin(program, terminal);
  addService(program, terminal);

  program.commandsGroup("Clients:");
  addRun(program, terminal, exitWith);
  addEnv(program, terminal);
  addConnect(program, terminal);

  program.commandsGroup("Look back:");
  addUsage(program, terminal);
  addLogs(program, terminal);
  addWhy(program, terminal);
  addCooldown(program, terminal);
  addDoctor(program, terminal, exitWith);
  addReport(program, terminal);

  program.commandsGroup("Configure:");
  addInit(program, terminal, exitWith);
  addImport(program, terminal, exitWith);
  addModel(program, terminal);
  addProvider(program, terminal, exitWith);
  addRoute(program, terminal, exitWith);
  addConfig(program, terminal);
  addAuth(program, terminal);
  addCompletion(program, terminal);
  return program;
}

/**
 * Runs ccm on the arguments after the program's name.
 * @returns the exit code: that of `exitWith` where a command gave one
 * @throws UserError, to be printed as one line; anything else is a bug
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = buildProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    // Commander has said it already: help and version were asked for, anything else is wrong usage.
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  return exitCode;
}
