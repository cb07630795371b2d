import type { Command } from "commander";
import type { Standing } from "../daemon/find-instance.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openPaint } from "./paint.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface Options {
  readonly json?: true;
  readonly watch?: true;
}

const exitCodeOf: Readonly<Record<Standing["state"], ExitCode>> = {
  running: exitCodes.done,
  original: exitCodes.done,
  silent: exitCodes.failed,
  absent: exitCodes.notRunning,
  stale: exitCodes.notRunning,
};

async function status(where: Location, { json, watch }: Options, terminal: Terminal): Promise<ExitCode> {
  const [{ collectStatus }, { renderStatus }, { statusJson }, { canWatch, watchStatus }] = await Promise.all([
    import("./status/collect-status.ts"),
    import("./status/render-status.ts"),
    import("./status/status-json.ts"),
    import("./status/watch-status.ts"),
  ]);
  const paint = openPaint(terminal);
  if (watch && !json && canWatch()) {
    await watchStatus(async () => renderStatus(await collectStatus(where, terminal), paint));
    return exitCodes.done;
  }
  if (watch && !json) terminal.say("stdout is no terminal: told once");
  const collected = await collectStatus(where, terminal);
  if (json) printJson(terminal, statusJson(collected));
  else terminal.print(renderStatus(collected, paint));
  return exitCodeOf[collected.standing.state];
}

/** Adds `ccm status`: exit code 0 when ccm runs, 1 when it does not answer, 3 when it does not run. */
export function addStatus(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  withConfigOption(program.command("status"))
    .description("how ccm stands: providers, cooldowns, today's requests, tokens and cost, what is wrong")
    .option("--watch", "draw it anew every second, until ctrl-c")
    .option("--json", "print as JSON")
    .addHelpText(
      "after",
      examples(["ccm status"], ["ccm status --watch"], ["ccm status --json | jq .providers"]),
    )
    .action(async (options: Options, command: Command) =>
      exitWith(await status(locate(command, terminal.env), options, terminal)),
    );
}
