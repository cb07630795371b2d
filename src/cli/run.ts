import { constants } from "node:os";
import { isatty } from "node:tty";
import type { Command } from "commander";
import { exitCodes, UserError } from "../errors.ts";
import { type ClientVariables, clientVariables } from "./client-variables.ts";
import { examples } from "./examples.ts";
import { findAddress } from "./find-address.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import type { Terminal } from "./terminal.ts";

const forwarded = ["SIGTERM", "SIGHUP"] as const;
/** On a terminal the keys reach the whole foreground group: the client has got them already. */
const keyboard = ["SIGINT", "SIGQUIT"] as const;

/** The client's environment: without the user's own API key where ccm's stand-in takes its place. */
function clientEnvironment(
  variables: ClientVariables,
  env: Terminal["env"],
): Record<string, string | undefined> {
  const merged: Record<string, string | undefined> = { ...env, ...variables };
  if ("ANTHROPIC_AUTH_TOKEN" in variables) delete merged.ANTHROPIC_API_KEY;
  return merged;
}

/** Runs a program on this terminal until it ends, passing signals on; gives its exit code as a shell would. */
async function runProgram(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  let child: Bun.Subprocess | undefined;
  const passOn = (signal: NodeJS.Signals) => child?.kill(signal);
  const leaveToTerminal = (signal: NodeJS.Signals) => (isatty(0) ? undefined : child?.kill(signal));
  for (const signal of forwarded) process.on(signal, passOn);
  for (const signal of keyboard) process.on(signal, leaveToTerminal);
  child = Bun.spawn([...command], { env: { ...env }, stdio: ["inherit", "inherit", "inherit"] });
  await child.exited;
  for (const signal of forwarded) process.off(signal, passOn);
  for (const signal of keyboard) process.off(signal, leaveToTerminal);
  const { exitCode, signalCode } = child;
  return exitCode ?? 128 + (typeof signalCode === "string" ? constants.signals[signalCode] : 0);
}

async function run(words: readonly string[], where: Location, terminal: Terminal): Promise<number> {
  const [program, ...args] = words;
  if (program === undefined) throw new UserError("say what to run: ccm run -- claude", exitCodes.usage);
  const path = Bun.which(program, { PATH: terminal.env.PATH ?? "" });
  if (path === null) throw new UserError(`${program} is not installed, or not in PATH`);
  const config = await openConfig(where.configPath, terminal);
  const { url, answers } = await findAddress(where.paths.pid, config);
  if (!answers)
    throw new UserError("ccm is not running: start it with ccm start --detach", exitCodes.notRunning);
  return runProgram([path, ...args], clientEnvironment(clientVariables(url, config), terminal.env));
}

/** Adds `ccm run`; `exitWith` hands the client's exit code to the program. */
export function addRun(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  withConfigOption(program.command("run"))
    .description("start a client with the variables of ccm env set, and end with its exit code")
    .argument("<command...>", "the client and its arguments")
    .passThroughOptions()
    .addHelpText("after", examples(["ccm run -- claude"], ['ccm run -- claude -p "say hi" --model opus']))
    .action(async (words: string[], _options: unknown, command: Command) =>
      exitWith(await run(words, locate(command, terminal.env), terminal)),
    );
}
