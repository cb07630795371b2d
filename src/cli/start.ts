import { type Command, InvalidArgumentError } from "commander";
import type { Config } from "../config/config.ts";
import type { Instance } from "../daemon/pid-file.ts";
import { announce } from "./announce.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openConfigToStart } from "./open-config.ts";
import type { Terminal } from "./terminal.ts";

interface StartOptions {
  readonly port?: number;
  readonly host?: string;
  readonly detach?: true;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65535)
    throw new InvalidArgumentError("a port is 1 to 65535");
  return port;
}

/** The config with the address of the command line in place of the file's. */
function withAddress(config: Config, { host, port }: StartOptions): Config {
  const server = { ...config.server, host: host ?? config.server.host, port: port ?? config.server.port };
  return { ...config, server };
}

async function startInForeground(where: Location, options: StartOptions, terminal: Terminal): Promise<void> {
  process.umask(0o077);
  const config = withAddress(await openConfigToStart(where, terminal), options);

  const [{ serve }, { composeApp }, { openLog }] = await Promise.all([
    import("../daemon/serve.ts"),
    import("../daemon/compose-app.ts"),
    import("../daemon/open-log.ts"),
  ]);
  const reason = await serve({
    paths: where.paths,
    config,
    log: openLog(config.server, terminal.env),
    signals: process,
    compose: composeApp,
    onListening: (instance) => void announce(instance, config, where.paths, terminal),
  });
  if (reason === "restart") {
    const [{ ownArguments, replaceProcess }, { environmentForSuccessor }] = await Promise.all([
      import("../daemon/replace-process.ts"),
      import("../daemon/runtime-settings.ts"),
    ]);
    replaceProcess(ownArguments(), environmentForSuccessor(terminal.env));
  }
}

async function startInBackground(where: Location, options: StartOptions, terminal: Terminal): Promise<void> {
  const config = withAddress(await openConfigToStart(where, terminal), options);
  const { startDetached } = await import("../daemon/detach.ts");
  const { host, port } = config.server;
  const args = ["--config", where.configPath, "start", "--host", host, "--port", String(port)];
  const instance: Instance = await startDetached({ paths: where.paths, args, env: terminal.env });
  await announce(instance, config, where.paths, terminal);
  terminal.say(
    `\nIt runs in the background (pid ${instance.pid}): ccm stop ends it. Its log: ${where.paths.log}`,
  );
}

/** Adds `ccm start`. */
export function addStart(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("start"))
    .description("start ccm; the first start writes a config that works at once")
    .option("-p, --port <number>", "port to listen on, in place of the config's", parsePort)
    .option("--host <address>", "address to listen on, in place of the config's")
    .option("-d, --detach", "run in the background, with a log file")
    .addHelpText(
      "after",
      examples(
        ["ccm start"],
        ["ccm start --port 8080"],
        ["ccm start --detach"],
        ["ccm -c ./config.toml start"],
      ),
    )
    .action((options: StartOptions, command: Command) => {
      const where = locate(command, terminal.env);
      return options.detach
        ? startInBackground(where, options, terminal)
        : startInForeground(where, options, terminal);
    });
}
