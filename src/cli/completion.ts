import { Argument, type Command } from "commander";
import type { CompletionPlace } from "./completion/describe-program.ts";
import { examples } from "./examples.ts";
import { detectShell, type Shell, shells } from "./shells.ts";
import type { Terminal } from "./terminal.ts";

/** Loads a shell's script only when it is asked for. */
const renderers: Readonly<Record<Shell, () => Promise<(places: readonly CompletionPlace[]) => string>>> = {
  bash: async () => (await import("./completion/render-bash.ts")).renderBash,
  zsh: async () => (await import("./completion/render-zsh.ts")).renderZsh,
  fish: async () => (await import("./completion/render-fish.ts")).renderFish,
  powershell: async () => (await import("./completion/render-powershell.ts")).renderPowershell,
};

/** Adds `ccm completion`, which follows from the program's own commands. */
export function addCompletion(program: Command, terminal: Terminal): void {
  program
    .command("completion")
    .description("print a script that completes ccm's commands in a shell")
    .addArgument(
      new Argument("[shell]", "shell to write for (default: the one you use)").choices(Object.keys(shells)),
    )
    .addHelpText(
      "after",
      examples(
        ["echo 'source <(ccm completion bash)' >> ~/.bashrc", "bash"],
        ['ccm completion zsh > "${fpath[1]}/_ccm"', "zsh"],
        ["ccm completion fish > ~/.config/fish/completions/ccm.fish", "fish"],
        ["ccm completion powershell >> $PROFILE", "PowerShell"],
      ),
    )
    .action(async (shell: Shell | undefined) => {
      const { describeProgram } = await import("./completion/describe-program.ts");
      const render = await renderers[shell ?? detectShell(terminal.env)]();
      terminal.print(render(describeProgram(program)));
    });
}
