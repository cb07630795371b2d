import type { Command } from "commander";
import { UserError } from "../errors.ts";
import { examples } from "./examples.ts";
import { locate, withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

async function healthcheck(pidFile: string): Promise<void> {
  const { findInstance } = await import("../daemon/find-instance.ts");
  const standing = await findInstance(pidFile);
  if (standing.state === "running") return;
  throw new UserError(standing.state === "silent" ? "ccm does not answer" : "ccm is not running");
}

/** Adds `ccm healthcheck`: exit code 0 or 1, as Docker's HEALTHCHECK and a service manager want it. */
export function addHealthcheck(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("healthcheck"))
    .description("exit 0 when the running ccm answers, else 1 (for containers and service managers)")
    .addHelpText("after", examples(["ccm healthcheck && echo well"]))
    .action((_options: unknown, command: Command) => healthcheck(locate(command, terminal.env).paths.pid));
}
