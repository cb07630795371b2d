import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../errors.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openPaint } from "./paint.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface Options {
  readonly json?: true;
  readonly offline?: true;
}

async function doctor(where: Location, { json, offline }: Options, terminal: Terminal): Promise<ExitCode> {
  const [{ examine }, { renderChecks }] = await Promise.all([
    import("./doctor/examine.ts"),
    import("./doctor/render-checks.ts"),
  ]);
  const checks = await examine(where, offline ?? false, terminal);
  if (json) printJson(terminal, checks);
  else terminal.print(renderChecks(checks, openPaint(terminal)));
  return checks.some(({ state }) => state === "problem") ? exitCodes.failed : exitCodes.done;
}

/** Adds `ccm doctor`: exit code 1 when something keeps ccm from its work, 0 when at most there are warnings. */
export function addDoctor(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  withConfigOption(program.command("doctor"))
    .description("look for what is wrong on this machine, and say what mends it")
    .option("--offline", "do not try to reach the providers' hosts")
    .option("--json", "print as JSON")
    .addHelpText("after", examples(["ccm doctor"], ["ccm doctor --offline", "without asking any host"]))
    .action(async (options: Options, command: Command) =>
      exitWith(await doctor(locate(command, terminal.env), options, terminal)),
    );
}
