import type { Command } from "commander";
import type { CcmPaths } from "../config/paths.ts";
import { exitCodes, UserError } from "../errors.ts";
import { drainWords } from "./drain-words.ts";
import { examples } from "./examples.ts";
import { locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import type { Terminal } from "./terminal.ts";

async function restart(paths: CcmPaths, terminal: Terminal): Promise<void> {
  const { findInstance } = await import("../daemon/find-instance.ts");
  const { restartInstance } = await import("../daemon/restart-instance.ts");
  const standing = await findInstance(paths.pid);
  if (standing.state === "original") {
    throw new UserError(
      `the running program (pid ${standing.pid}) is claude-code-mux, not this ccm: ccm stop, then ccm start`,
    );
  }
  if (standing.state !== "running" && standing.state !== "silent") {
    throw new UserError("ccm is not running: start it with ccm start --detach", exitCodes.notRunning);
  }
  const { instance } = standing;
  // With a broken file it would stop and not come back.
  await openConfig(instance.configPath, terminal);
  terminal.say(`restarting ccm (pid ${instance.pid})${drainWords(instance)}`);
  const fresh = await restartInstance({ paths, instance, env: terminal.env });
  if (fresh === undefined) throw new UserError("ccm did not come back: see ccm status and its log");
  terminal.say(`ccm ${fresh.version} is running again (pid ${fresh.pid})`);
}

/** Adds `ccm restart`. */
export function addRestart(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("restart"))
    .description("drain and start again with the config and options it was started with")
    .addHelpText(
      "after",
      examples(["ccm restart", "after an upgrade; a changed config takes effect without it"]),
    )
    .action((_options: unknown, command: Command) => restart(locate(command, terminal.env).paths, terminal));
}
