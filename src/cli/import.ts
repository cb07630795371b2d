import type { Command } from "commander";
import { examples } from "./examples.ts";
import type { ImportOptions } from "./import/run-import.ts";
import { locate, withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

const help = `
SOURCE is a file or folder, or one of
  claude-code-router    ~/.claude-code-router/config.json
  claude-code-mux       a home folder of it: config.toml, and the logins in oauth_tokens.json
  litellm               a YAML file with a model_list
  env                   ANTHROPIC_BASE_URL, OPENAI_BASE_URL and their like, here and in Claude Code's settings
Without it, ccm looks in the usual places. What it finds is shown, then asked for, then written; an existing config is added
to, and a copy of it kept. References to variables stay references; keys that were written out go into the config, which
only you can read, and are shown nowhere. What ccm has no place for ends up as comments, each with the reason.
${examples(
  ["ccm import --dry-run"],
  ["ccm import litellm_config.yaml"],
  ["ccm import claude-code-router --yes --replace"],
)}`;

/** Adds `ccm import`. What it needs is loaded when it runs. */
export function addImport(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  withConfigOption(program.command("import"))
    .description("take over a config of claude-code-router, claude-code-mux or LiteLLM, or the environment")
    .argument("[source]", "what to import; without it, whatever is found")
    .option("--dry-run", "show what would be written, and write nothing")
    .option("-y, --yes", "write without asking")
    .option("--replace", "replace the config instead of adding to it; a copy is kept")
    .option("--json", "print what is taken over as JSON")
    .addHelpText("after", help)
    .action(async (source: string | undefined, options: ImportOptions, command: Command) => {
      const { runImport } = await import("./import/run-import.ts");
      exitWith(await runImport(source, locate(command, terminal.env), options, terminal));
    });
}
