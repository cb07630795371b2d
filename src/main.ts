import { OutputClosed, processTerminal } from "./cli/terminal.ts";
import { applyRuntimeSettings } from "./daemon/runtime-settings.ts";
import { exitCodes, UserError } from "./errors.ts";
import { versionLine } from "./version.ts";

/** Says what went wrong: one line for the user's own mistake, everything we know for a bug of ours. */
function explain(error: unknown): number {
  if (error instanceof OutputClosed) return exitCodes.done;
  if (error instanceof UserError) {
    processTerminal.say(`ccm: ${error.message}`);
    return error.exitCode;
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  processTerminal.say(
    `${details}\n\nThis is a bug in ${versionLine}. Please report it with the lines above.`,
  );
  return exitCodes.failed;
}

const args = process.argv.slice(2);
// Replaces the process once, so before anything is loaded that would have to be loaded again.
if (args.includes("start")) applyRuntimeSettings(process.env);

const { runProgram } = await import("./cli/program.ts");
process.exit(await runProgram(args, processTerminal).catch(explain));
