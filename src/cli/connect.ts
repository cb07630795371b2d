import { existsSync } from "node:fs";
import { mkdir, readFile, realpath, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Argument, type Command } from "commander";
import { UserError } from "../errors.ts";
import { writePrivateFile } from "../private-file.ts";
import { codeOf, messageOf } from "../thrown.ts";
import { claudeSettingsPath } from "./client-settings.ts";
import { clientVariables } from "./client-variables.ts";
import { connectClaude, disconnectClaude } from "./connect/claude-settings.ts";
import { connectCodex, disconnectCodex } from "./connect/codex-config.ts";
import { examples } from "./examples.ts";
import { findAddress } from "./find-address.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import type { Terminal } from "./terminal.ts";
import { userHomeOf } from "./user-home.ts";

type Client = "claude" | "codex";

interface ConnectOptions {
  readonly print?: true;
  readonly undo?: true;
}

/** Where each client keeps its settings; both let a variable move the folder. */
const settingsFile: Readonly<Record<Client, (env: Terminal["env"]) => string>> = {
  claude: (env) => claudeSettingsPath(env, userHomeOf(env)),
  codex: (env) => join(env.CODEX_HOME || join(userHomeOf(env), ".codex"), "config.toml"),
};

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`);
  }
}

/** Replaces a client's settings. They may be a link into a folder of dotfiles: then what it leads to is replaced. */
async function replaceSettings(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writePrivateFile(await realpath(path).catch(() => path), text);
}

async function undo(client: Client, path: string, backup: string, terminal: Terminal): Promise<void> {
  if (!existsSync(backup)) throw new UserError(`${path} was not written by ccm connect`);
  const text = await readOrEmpty(path);
  const before = await readOrEmpty(backup);
  const undone = client === "claude" ? disconnectClaude(text, before) : disconnectCodex(text);
  // Where there was no file before, and nothing of the user's is in it now, there is none again.
  if (before === "" && /^(?:\{\})?\s*$/.test(undone)) await rm(path);
  else await replaceSettings(path, undone);
  await rm(backup);
  terminal.say(`${path} is as it was before ccm connect, but for your own changes`);
}

async function connect(
  client: Client,
  options: ConnectOptions,
  where: Location,
  terminal: Terminal,
): Promise<void> {
  const path = settingsFile[client](terminal.env);
  const backup = `${path}.before-ccm`;
  if (options.undo) return undo(client, path, backup, terminal);
  const config = await openConfig(where.configPath, terminal);
  const { url, answers } = await findAddress(where.paths.pid, config);

  const edit = (text: string) =>
    client === "claude"
      ? connectClaude(text, clientVariables(url, config))
      : connectCodex(text, {
          baseUrl: url,
          token: config.server.apiKey?.reveal(),
          model: config.router.default,
          models: config.models.map(({ name }) => name),
        });
  if (options.print) {
    terminal.print(edit("").trimEnd());
    terminal.say(`ccm connect ${client} puts these into ${path}`);
    return;
  }
  const text = await readOrEmpty(path);
  const edited = edit(text);
  if (edited === text) terminal.say(`${path} leads to ccm already`);
  else {
    // The first backup is the one from before ccm: connecting again must not replace it.
    if (!existsSync(backup)) {
      await mkdir(dirname(path), { recursive: true });
      await writePrivateFile(backup, text);
    }
    await replaceSettings(path, edited);
    terminal.say(`wrote ${path}; ccm connect ${client} --undo takes it back`);
  }
  if (!answers) terminal.say("ccm is not running yet: ccm start --detach");
}

/** Adds `ccm connect`. */
export function addConnect(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("connect"))
    .description("make a client use ccm wherever it is started, by its own settings")
    .addArgument(new Argument("<client>", "the client").choices(["claude", "codex"]))
    .option("--print", "only print what would be set")
    .option("--undo", "take it back; what else has changed since stays")
    .addHelpText(
      "after",
      examples(
        ["ccm connect claude --print", "what would be set"],
        ["ccm connect claude"],
        ["ccm connect codex --undo"],
      ),
    )
    .action((client: Client, options: ConnectOptions, command: Command) =>
      connect(client, options, locate(command, terminal.env), terminal),
    );
}
