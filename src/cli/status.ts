import { existsSync } from "node:fs";
import type { Command } from "commander";
import { cooldownJson, type ToldCooldown } from "../admin/cooldown-json.ts";
import type { Config } from "../config/config.ts";
import { renderFindings } from "../config/diagnose.ts";
import { baseUrlOf } from "../daemon/base-url.ts";
import type { Standing } from "../daemon/find-instance.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { examples } from "./examples.ts";
import { formatTable } from "./format-table.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { describeProviders, type ProviderLine } from "./provider/list.ts";
import { printJson, type Terminal } from "./terminal.ts";

const exitCodeOf: Readonly<Record<Standing["state"], ExitCode>> = {
  running: exitCodes.done,
  original: exitCodes.done,
  silent: exitCodes.failed,
  absent: exitCodes.notRunning,
  stale: exitCodes.notRunning,
};

function describeStanding(standing: Standing): string {
  switch (standing.state) {
    case "absent":
      return "ccm is not running";
    case "stale":
      return `ccm is not running (stale pid file: ${standing.reason})`;
    case "original":
      return `claude-code-mux is running (pid ${standing.pid})`;
    case "silent":
      return `ccm ${standing.instance.version} is running (pid ${standing.instance.pid}) but does not answer`;
    case "running": {
      const { version, pid, startedAt } = standing.instance;
      const since = new Date(startedAt).toISOString().slice(0, 19).replace("T", " ");
      return `ccm ${version} is running (pid ${pid}) on ${baseUrlOf(standing.instance)} since ${since} UTC`;
    }
  }
}

function standingJson(standing: Standing): object {
  switch (standing.state) {
    case "running":
    case "silent": {
      const { pid, version, startedAt } = standing.instance;
      const url = baseUrlOf(standing.instance);
      return {
        state: standing.state,
        pid,
        url,
        version,
        started_at: new Date(startedAt).toISOString(),
      };
    }
    case "original":
      return { state: standing.state, pid: standing.pid };
    case "stale":
      return { state: standing.state, reason: standing.reason };
    case "absent":
      return { state: "not running" };
  }
}

/** The config's half of the status; it needs no running ccm. */
function describeConfig(config: Config, providers: readonly ProviderLine[]): string {
  const warnings = renderFindings(config.findings, config.path).map((line) => `  ${line}`);
  const rows = providers.map(({ name, type, state }) => [`  ${name}`, type, state]);
  return [
    `config     ${config.path}`,
    `default    ${config.router.default}`,
    ...(rows.length === 0 ? [] : ["providers", formatTable(rows)]),
    ...(warnings.length === 0 ? [] : ["warnings", ...warnings]),
  ].join("\n");
}

/** What rests now; status goes on without it when the daemon does not tell. */
async function readCooldowns(
  standing: Standing,
  where: Location,
  terminal: Terminal,
): Promise<readonly ToldCooldown[]> {
  const { openCooldowns } = await import("./cooldowns/open-cooldowns.ts");
  return openCooldowns(standing, where.paths, terminal)
    .then((cooldowns) => cooldowns.list())
    .catch(() => []);
}

async function status(where: Location, json: boolean, terminal: Terminal): Promise<number> {
  const { findInstance } = await import("../daemon/find-instance.ts");
  const standing = await findInstance(where.paths.pid);
  const ours = standing.state === "running" || standing.state === "silent";
  if (!json) terminal.print(describeStanding(standing));

  const path = ours ? standing.instance.configPath : where.configPath;
  const { loadConfig } = await import("../config/load.ts");
  const { config, findings } = existsSync(path) ? loadConfig(path, terminal.env) : { findings: [] };
  const providers = config === undefined ? [] : await describeProviders(config, where.paths.home, terminal);
  const cooldowns = await readCooldowns(standing, where, terminal);
  if (json) {
    const told = { config: path, providers, cooldowns: cooldowns.map(cooldownJson), findings };
    printJson(terminal, { ...standingJson(standing), ...told });
  } else if (config !== undefined) terminal.print(describeConfig(config, providers));
  else for (const line of renderFindings(findings, path)) terminal.print(line);
  if (!json && cooldowns.length > 0) {
    const { cooldownRows } = await import("./cooldowns/render-cooldowns.ts");
    const rows = cooldownRows(cooldowns, Date.now()).map(([provider, ...rest]) => [`  ${provider}`, ...rest]);
    terminal.print(`cooling down\n${formatTable(rows)}`);
  }
  return exitCodeOf[standing.state];
}

/** Adds `ccm status`: exit code 0 when ccm runs, 1 when it does not answer, 3 when it does not run. */
export function addStatus(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  withConfigOption(program.command("status"))
    .description("say whether ccm runs, where, with which providers, and what is wrong")
    .option("--json", "print as JSON")
    .addHelpText("after", examples(["ccm status"], ["ccm status --json | jq .providers"]))
    .action(async (options: { json?: true }, command: Command) =>
      exitWith(await status(locate(command, terminal.env), options.json ?? false, terminal)),
    );
}
