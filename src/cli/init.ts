import type { Command } from "commander";
import { UserError } from "../errors.ts";
import { locate, withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

async function init(configPath: string, terminal: Terminal): Promise<void> {
  const { writeFirstRunConfig } = await import("../config/first-run.ts");
  if (!(await writeFirstRunConfig(configPath))) {
    throw new UserError(`${configPath} is there already: edit it, then ccm config check`);
  }
  terminal.say(`wrote ${configPath}\nIt works at once with the built-in demo provider: ccm start`);
}

/** Adds `ccm init`. */
export function addInit(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("init"))
    .description("write a commented config that works at once, unless there is one")
    .action((_options: unknown, command: Command) =>
      init(locate(command, terminal.env).configPath, terminal),
    );
}
