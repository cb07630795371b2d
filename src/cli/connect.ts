import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Argument, type Command } from "commander";
import { UserError } from "../errors.ts";
import { writePrivateFile } from "../private-file.ts";
import { clientVariables } from "./client-variables.ts";
import { connectClaude, disconnectClaude } from "./connect/claude-settings.ts";
import { connectCodex, disconnectCodex } from "./connect/codex-config.ts";
import { examples } from "./examples.ts";
import { findAddress } from "./find-address.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import type { Terminal } from "./terminal.ts";

type Client = "claude" | "codex";

interface ConnectOptions {
  readonly write?: true;
  readonly undo?: true;
}

/** Where each client keeps its settings; both let a variable move the folder. */
const settingsFile: Readonly<Record<Client, (env: Terminal["env"]) => string>> = {
  claude: (env) => join(env.CLAUDE_CONFIG_DIR || join(homedir(), ".claude"), "settings.json"),
  codex: (env) => join(env.CODEX_HOME || join(homedir(), ".codex"), "config.toml"),
};

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

async function undo(client: Client, path: string, backup: string, terminal: Terminal): Promise<void> {
  if (!(await Bun.file(backup).exists())) throw new UserError(`${path} was not written by ccm connect`);
  const text = await readOrEmpty(path);
  const undone =
    client === "claude" ? disconnectClaude(text, await readOrEmpty(backup)) : disconnectCodex(text);
  await writePrivateFile(path, undone);
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
  const { url } = await findAddress(where.paths.pid, config);
  const variables = clientVariables(url, config);

  const edit = (text: string) =>
    client === "claude"
      ? connectClaude(text, variables)
      : connectCodex(text, url, config.server.apiKey?.reveal());
  if (!options.write) {
    terminal.print(edit("").trimEnd());
    terminal.say(`These go into ${path}; --write puts them there`);
    return;
  }
  const text = await readOrEmpty(path);
  const edited = edit(text);
  await mkdir(dirname(path), { recursive: true });
  // The first backup is the one from before ccm: connecting again must not replace it.
  if (!(await Bun.file(backup).exists())) {
    if (text === "") await writePrivateFile(backup, "");
    else await copyFile(path, backup);
  }
  await writePrivateFile(path, edited);
  terminal.say(`wrote ${path}; ccm connect ${client} --undo takes it back`);
}

/** Adds `ccm connect`. */
export function addConnect(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("connect"))
    .description("print or write the settings that make a client use ccm wherever it is started")
    .addArgument(new Argument("<client>", "the client").choices(["claude", "codex"]))
    .option("--write", "write them into the client's own settings, with a backup beside")
    .option("--undo", "take back what --write wrote")
    .addHelpText(
      "after",
      examples(
        ["ccm connect claude", "what would be set"],
        ["ccm connect claude --write"],
        ["ccm connect codex --undo"],
      ),
    )
    .action((client: Client, options: ConnectOptions, command: Command) =>
      connect(client, options, locate(command, terminal.env), terminal),
    );
}
