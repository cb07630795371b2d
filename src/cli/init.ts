import type { Command } from "commander";
import { providerTypes } from "../providers/table.ts";
import { examples } from "./examples.ts";
import type { InitOptions } from "./init/set-up.ts";
import { locate, withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

const help = `
In a terminal it asks; every answer is also an option, and without a terminal it asks nothing: it takes what it finds
(keys in the environment, logins, Ollama, LM Studio, vLLM and llama.cpp on this machine), or else the built-in demo.

Types of providers, to be written with or without their dots; the first letters will do:
${Bun.wrapAnsi(providerTypes.join(", "), 110).replaceAll(/^/gm, "  ")}

A provider with its credential:
  zai                   its usual variable, here $ZAI_API_KEY
  zai='$OTHER_KEY'      another variable
  zai=-                 a key that is piped in, one line each; it is kept in the config, which only you can read
  claude=login          a login by ccm auth login (Claude, ChatGPT, Gemini)
  claude=passthrough    Claude Code's own login
${examples(
  ["ccm init"],
  ["ccm init --yes"],
  ["ccm init --provider zai --provider openrouter --default glm-4.6"],
  ["pass show zai | ccm init --provider zai=- --force"],
)}`;

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Adds `ccm init`. What it needs is loaded when it runs. */
export function addInit(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  withConfigOption(program.command("init"))
    .description("set up providers and models in a few questions, and try them")
    .option("--provider <type[=credential]>", "use this provider; again for the next one", collect)
    .option("--base-url <type=url>", "address of a provider, for types that have none", collect)
    .option("--default <model>", "the first provider's model for most requests")
    .option("--think <model>", "its model for much thinking")
    .option("--background <model>", "its model for small work")
    .option("-y, --yes", "ask nothing")
    .option("--force", "replace a config that is there; a copy is kept")
    .option("--no-test", "do not send a request to each provider")
    .option("--json", "print what was set up as JSON")
    .addHelpText("after", help)
    .action(async (options: InitOptions, command: Command) => {
      const { setUp } = await import("./init/set-up.ts");
      exitWith(await setUp(locate(command, terminal.env), options, terminal));
    });
}
