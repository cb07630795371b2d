import type { Command } from "commander";
import type { LoginOptions } from "./auth/login.ts";
import type { Person } from "./auth/person.ts";
import { examples } from "./examples.ts";
import { withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

const loginHelp = `${examples(
  ["ccm auth login claude", "in a browser, or by pasting a code over SSH and in a container"],
  ["ccm auth login chatgpt --device", "type a code on another device"],
  ["ccm auth login gemini --no-browser", "open the address yourself"],
  ["ccm auth login my-provider --code CODE", "end a login that a command without a terminal began"],
)}

For Claude, auth_type = "passthrough" needs no login at all: Claude Code sends its own.`;

/** Adds `ccm auth login|list|refresh|logout`. What they need is loaded when they run. */
export function addAuth(program: Command, terminal: Terminal, person?: Person): void {
  const auth = withConfigOption(program.command("auth"))
    .description("accounts in place of API keys")
    .addHelpText("after", examples(["ccm auth login claude"], ["ccm auth list"]));
  const open = async (command: Command) =>
    (await import("./auth/open-session.ts")).openSession(command, terminal);

  withConfigOption(auth.command("login"))
    .description("log in to Claude, ChatGPT or Google")
    .argument("<provider>", "name of a provider, or a vendor: claude, chatgpt, gemini")
    .option("--no-browser", "do not open a browser here: show the address, ask for the code")
    .option("--device", "show a code to type on another device (ChatGPT)")
    .option("--console", "log in to the Anthropic Console rather than to a subscription")
    .option("--code <text>", "the code or address that the browser showed; - reads it from standard input")
    .option("--json", "print the login as JSON")
    .addHelpText("after", loginHelp)
    .action(async (word: string, options: LoginOptions, command: Command) => {
      const [{ login }, { processPerson }] = await Promise.all([
        import("./auth/login.ts"),
        import("./auth/person.ts"),
      ]);
      await login(word, options, await open(command), person ?? processPerson, terminal);
    });

  withConfigOption(auth.command("list", { isDefault: true }))
    .description("list logins, their accounts and the providers that use them")
    .option("--json", "print as JSON")
    .addHelpText("after", examples(["ccm auth list"], ["ccm auth list --json"]))
    .action(async (options: { json?: true }, command: Command) => {
      const { list } = await import("./auth/list.ts");
      list(await open(command), options.json ?? false, terminal);
    });

  withConfigOption(auth.command("refresh"))
    .description("get new tokens now, without waiting for the old ones to expire")
    .argument("[provider]", "name of a provider or login; all of them when absent")
    .addHelpText("after", examples(["ccm auth refresh"], ["ccm auth refresh claude"]))
    .action(async (word: string | undefined, _options: unknown, command: Command) => {
      const { refresh } = await import("./auth/refresh.ts");
      await refresh(word, await open(command), terminal);
    });

  withConfigOption(auth.command("logout"))
    .description("forget a login")
    .argument("<provider>", "name of a provider or login")
    .addHelpText("after", examples(["ccm auth logout claude"]))
    .action(async (word: string, _options: unknown, command: Command) => {
      const { logout } = await import("./auth/logout.ts");
      await logout(word, await open(command), terminal);
    });
}
