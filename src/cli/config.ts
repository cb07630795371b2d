import type { Command } from "commander";
import { renderFindings, reportFindings } from "../config/diagnose.ts";
import { exitCodes, UserError } from "../errors.ts";
import { examples } from "./examples.ts";
import { locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import { countFindings } from "./say-findings.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface CheckOptions {
  readonly strict?: true;
  readonly json?: true;
}

async function check(path: string, options: CheckOptions, terminal: Terminal): Promise<void> {
  const { loadConfig } = await import("../config/load.ts");
  const { config, findings } = loadConfig(path, terminal.env);
  if (options.json) printJson(terminal, reportFindings(findings, path));
  else for (const line of renderFindings(findings, path)) terminal.print(line);

  const wrong = config === undefined || (options.strict && findings.length > 0);
  const summary = findings.length === 0 ? `${path} is fine` : `${path} has ${countFindings(findings)}`;
  if (wrong) throw new UserError(summary, exitCodes.usage);
  terminal.say(summary);
}

async function show(path: string, json: boolean, terminal: Terminal): Promise<void> {
  const config = await openConfig(path, terminal);
  const { effectiveConfig } = await import("./effective-config.ts");
  const { formatToml } = await import("./format-toml.ts");
  const values = effectiveConfig(config);
  if (json) printJson(terminal, values);
  else terminal.print(formatToml(values));
}

async function example(terminal: Terminal): Promise<void> {
  const { default: text } = await import("../../config/config.example.toml", { with: { type: "text" } });
  terminal.print(String(text).trimEnd());
}

/** Adds `ccm config check|path|show|example`. */
export function addConfig(program: Command, terminal: Terminal): void {
  const config = withConfigOption(program.command("config"))
    .description("check or show the config")
    .addHelpText("after", examples(["ccm config check"], ["ccm config show"]));
  const pathOf = (command: Command) => locate(command, terminal.env).configPath;

  withConfigOption(config.command("check"))
    .description("print every problem with its line; exit 2 when one is an error")
    .option("--strict", "exit 2 for warnings too")
    .option("--json", "print as JSON")
    .addHelpText(
      "after",
      examples(
        ["ccm config check"],
        ["ccm config check --strict --config ./config.toml", "in CI: exit 2 for warnings too"],
      ),
    )
    .action((options: CheckOptions, command: Command) => check(pathOf(command), options, terminal));

  withConfigOption(config.command("path"))
    .description("print where the config is")
    .addHelpText("after", examples(['$EDITOR "$(ccm config path)"']))
    .action((_options: unknown, command: Command) => terminal.print(pathOf(command)));

  withConfigOption(config.command("show"))
    .description("print the config as ccm sees it: defaults filled in, secrets masked")
    .option("--json", "print as JSON")
    .addHelpText("after", examples(["ccm config show"], ["ccm config show --json | jq .router"]))
    .action((options: { json?: true }, command: Command) =>
      show(pathOf(command), options.json ?? false, terminal),
    );

  withConfigOption(config.command("example"))
    .description("print a config that shows every key, with its default and what it means")
    .addHelpText("after", examples(["ccm config example"], ["ccm config example > config.toml"]))
    .action(() => example(terminal));
}
