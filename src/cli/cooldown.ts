import type { Command } from "commander";
import type { CooldownFilter, OpenCooldowns } from "./cooldowns/open-cooldowns.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { printJson, type Terminal } from "./terminal.ts";

async function open({ paths }: Location, terminal: Terminal): Promise<OpenCooldowns> {
  const { findInstance } = await import("../daemon/find-instance.ts");
  const { openCooldowns } = await import("./cooldowns/open-cooldowns.ts");
  return openCooldowns(await findInstance(paths.pid), paths, terminal);
}

async function list(where: Location, json: boolean, terminal: Terminal): Promise<void> {
  const cooldowns = await (await open(where, terminal)).list();
  if (json) {
    const { cooldownJson } = await import("../admin/cooldown-json.ts");
    return printJson(terminal, cooldowns.map(cooldownJson));
  }
  const { renderCooldowns } = await import("./cooldowns/render-cooldowns.ts");
  terminal.print(renderCooldowns(cooldowns, Date.now()));
}

async function clear(where: Location, filter: CooldownFilter, terminal: Terminal): Promise<void> {
  const cleared = await (await open(where, terminal)).clear(filter);
  const words = { 0: "no cooldown matches", 1: "cleared 1 cooldown" }[cleared];
  terminal.say(words ?? `cleared ${cleared} cooldowns`);
}

/** Adds `ccm cooldown list` and `ccm cooldown clear`. */
export function addCooldown(program: Command, terminal: Terminal): void {
  const cooldown = withConfigOption(program.command("cooldown"))
    .description("what is not tried for now, and until when")
    .addHelpText("after", examples(["ccm cooldown list"], ["ccm cooldown clear --provider zai"]));
  withConfigOption(cooldown.command("list", { isDefault: true }))
    .description("list what is cooling down, with cause and end")
    .option("--json", "print as JSON")
    .addHelpText("after", examples(["ccm cooldown list"], ["ccm cooldown list --json"]))
    .action((options: { json?: true }, command: Command) =>
      list(locate(command, terminal.env), options.json ?? false, terminal),
    );
  withConfigOption(cooldown.command("clear"))
    .description("end cooldowns before their time; all of them unless one is named")
    .option("--provider <name>", "only this provider's")
    .option("--model <name>", "only this model's, by the provider's name for it")
    .addHelpText(
      "after",
      examples(
        ["ccm cooldown clear", "all of them"],
        ["ccm cooldown clear --provider zai", "after the account was topped up"],
      ),
    )
    .action(({ provider, model }: CooldownFilter, command: Command) =>
      clear(
        locate(command, terminal.env),
        { ...(provider !== undefined && { provider }), ...(model !== undefined && { model }) },
        terminal,
      ),
    );
}
