import { type Command, Option } from "commander";
import { featureNames } from "../pipeline/probe/feature-name.ts";
import { examples } from "./examples.ts";
import { locate, withConfigOption } from "./locate.ts";
import type { TestOptions } from "./provider/test.ts";
import type { Terminal } from "./terminal.ts";

const testHelp = `
Sends small real requests to the provider alone, past all rules and other providers, and says before what they cost at
most. ok: it works; no: it cannot; refused: it would not serve; not sent: it is not ready, or cooling down.

Exit codes: 0 all that was asked for works or is not supported, 1 something was refused or not sent, 2 wrong usage.
${examples(
  ["ccm provider test", "every enabled provider"],
  ["ccm provider test zai --model glm-4.6", "one model of one"],
  ["ccm provider test zai --feature tools", "one feature of all its models"],
)}`;

/** Adds `ccm provider list` and `ccm provider test`. */
export function addProvider(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  const provider = withConfigOption(program.command("provider"))
    .description("the providers that models are mapped to")
    .addHelpText("after", examples(["ccm provider list"], ["ccm provider test zai"]));
  withConfigOption(provider.command("list", { isDefault: true }))
    .description("list providers with what each still needs")
    .option("--json", "print as JSON")
    .addHelpText("after", examples(["ccm provider list"], ["ccm provider list --json"]))
    .action(async (options: { json?: true }, command: Command) => {
      const { listProviders } = await import("./provider/list.ts");
      await listProviders(locate(command, terminal.env), options.json ?? false, terminal);
    });
  withConfigOption(provider.command("test"))
    .description("ask a provider's models what they can: streaming, tools, thinking, images, PDF")
    .argument("[name]", "one provider; all enabled ones unless it is given")
    .option("--model <id>", "only this model, by the provider's name for it")
    .addOption(new Option("--feature <name>", "only this feature").choices(featureNames))
    .option("--json", "print as JSON")
    .addHelpText("after", testHelp)
    .action(async (name: string | undefined, options: TestOptions, command: Command) => {
      const { testProviders } = await import("./provider/test.ts");
      exitWith(await testProviders(locate(command, terminal.env), name, options, terminal));
    });
}
