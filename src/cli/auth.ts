import type { Command } from "commander";
import type { LoginOptions } from "./auth/login.ts";
import type { Person } from "./auth/person.ts";
import { withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

const loginExamples = `
Examples:
  ccm auth login claude                    in a browser, or by pasting a code over SSH and in a container
  ccm auth login chatgpt --device          type a code on another device
  ccm auth login gemini --no-browser       open the address yourself
  ccm auth login my-provider --code CODE   bring the code of a login that an earlier command without a terminal started

For Claude, auth_type = "passthrough" needs no login at all: Claude Code sends its own.`;

/** Adds `ccm auth login|list|refresh|logout`. What they need is loaded when they run. */
export function addAuth(program: Command, terminal: Terminal, person?: Person): void {
  const auth = withConfigOption(program.command("auth")).description("accounts in place of API keys");
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
    .addHelpText("after", loginExamples)
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
    .action(async (options: { json?: true }, command: Command) => {
      const { list } = await import("./auth/list.ts");
      list(await open(command), options.json ?? false, terminal);
    });

  withConfigOption(auth.command("refresh"))
    .description("get new tokens now, without waiting for the old ones to expire")
    .argument("[provider]", "name of a provider or login; all of them when absent")
    .action(async (word: string | undefined, _options: unknown, command: Command) => {
      const { refresh } = await import("./auth/refresh.ts");
      await refresh(word, await open(command), terminal);
    });

  withConfigOption(auth.command("logout"))
    .description("forget a login")
    .argument("<provider>", "name of a provider or login")
    .action(async (word: string, _options: unknown, command: Command) => {
      const { logout } = await import("./auth/logout.ts");
      await logout(word, await open(command), terminal);
    });
}
