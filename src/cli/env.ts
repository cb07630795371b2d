import { type Command, Option } from "commander";
import { clientVariables, forwardsClientCredential } from "./client-variables.ts";
import { examples } from "./examples.ts";
import { findAddress } from "./find-address.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import { detectShell, exportLines, type Shell, shells } from "./shells.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface EnvOptions {
  readonly shell?: Shell;
  readonly json?: true;
}

async function printVariables(where: Location, options: EnvOptions, terminal: Terminal): Promise<void> {
  const config = await openConfig(where.configPath, terminal);
  const { url, answers } = await findAddress(where.paths.pid, config);
  const variables = clientVariables(url, config);
  if (options.json) printJson(terminal, variables);
  else terminal.print(exportLines(options.shell ?? detectShell(terminal.env), variables));

  if (!answers) terminal.say("ccm is not running yet: ccm start");
  if (!("ANTHROPIC_AUTH_TOKEN" in variables) && forwardsClientCredential(config)) {
    terminal.say("Claude Code uses its own login, which ccm forwards: no key is set");
  }
}

/** Adds `ccm env`. */
export function addEnv(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("env"))
    .description("print the lines that make Claude Code use ccm in this shell")
    .addOption(
      new Option("--shell <name>", "shell to write for (default: the one you use)").choices(
        Object.keys(shells),
      ),
    )
    .option("--json", "print the variables as JSON")
    .addHelpText(
      "after",
      examples(
        ['eval "$(ccm env)"'],
        ["ccm env --shell fish | source"],
        ["ccm env --shell powershell | Invoke-Expression"],
      ),
    )
    .action((options: EnvOptions, command: Command) =>
      printVariables(locate(command, terminal.env), options, terminal),
    );
}
