import type { Command } from "commander";
import { exitCodes, UserError } from "../errors.ts";
import { drainWords } from "./drain-words.ts";
import { examples } from "./examples.ts";
import { locate, withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

async function stop(pidFile: string, now: boolean, terminal: Terminal): Promise<void> {
  const { findInstance } = await import("../daemon/find-instance.ts");
  const { removePidFile } = await import("../daemon/pid-file.ts");
  const { stopInstance, stopOriginal } = await import("../daemon/stop-instance.ts");
  const standing = await findInstance(pidFile);
  switch (standing.state) {
    case "absent":
      throw new UserError("ccm is not running", exitCodes.notRunning);
    case "stale":
      removePidFile(pidFile, standing.content);
      throw new UserError(
        `ccm is not running: removed a stale pid file (${standing.reason})`,
        exitCodes.notRunning,
      );
    case "original":
      if (!(await stopOriginal(standing.pid))) {
        throw new UserError(
          `claude-code-mux (pid ${standing.pid}) did not end: look at it with ps -p ${standing.pid}`,
        );
      }
      removePidFile(pidFile, standing.content);
      return terminal.say(`stopped claude-code-mux (pid ${standing.pid})`);
    case "running":
    case "silent": {
      const { instance } = standing;
      const drains = now ? "" : drainWords(instance, ", ccm stop --now ends them");
      terminal.say(`stopping ccm (pid ${instance.pid})${drains}`);
      if (!(await stopInstance(instance, { now }))) {
        throw new UserError(
          `ccm (pid ${instance.pid}) did not end: kill -9 ${instance.pid} ends it by force`,
        );
      }
      terminal.say("stopped");
    }
  }
}

/** Adds `ccm stop`. */
export function addStop(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("stop"))
    .description("stop the running ccm and wait until it is gone")
    .option("--now", "end live streams instead of letting them run to their end")
    .addHelpText(
      "after",
      examples(
        ["ccm stop", "as soon as live answers have ended"],
        ["ccm stop --now", "now, whatever is running"],
      ),
    )
    .action((options: { now?: true }, command: Command) =>
      stop(locate(command, terminal.env).paths.pid, options.now ?? false, terminal),
    );
}
