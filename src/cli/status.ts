import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { renderFindings } from "../config/diagnose.ts";
import { baseUrlOf } from "../daemon/base-url.ts";
import type { Standing } from "../daemon/find-instance.ts";
import { exitCodes } from "../errors.ts";
import { formatTable } from "./format-table.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { describeProvider } from "./provider-list.ts";
import { printJson, type Terminal } from "./terminal.ts";

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

/** The config's half of the status: what is configured and what is wrong; nothing here needs a running ccm. */
function describeConfig(config: Config): string {
  const providers = config.providers
    .map(describeProvider)
    .map(({ name, type, state }) => [`  ${name}`, type, state]);
  const warnings = renderFindings(config.findings, config.path).map((line) => `  ${line}`);
  return [
    `config     ${config.path}`,
    `default    ${config.router.default}`,
    ...(providers.length === 0 ? [] : ["providers", formatTable(providers)]),
    ...(warnings.length === 0 ? [] : ["warnings", ...warnings]),
  ].join("\n");
}

async function status(where: Location, json: boolean, terminal: Terminal): Promise<number> {
  const { findInstance } = await import("../daemon/find-instance.ts");
  const standing = await findInstance(where.paths.pid);
  const running = standing.state === "running" || standing.state === "silent";
  const exitCode = running || standing.state === "original" ? exitCodes.done : exitCodes.notRunning;
  const path = running ? standing.instance.configPath : where.configPath;
  if (!json) terminal.print(describeStanding(standing));

  const { loadConfig } = await import("../config/load.ts");
  const { config, findings } = existsSync(path) ? loadConfig(path, terminal.env) : { findings: [] };
  if (json) {
    const providers = config?.providers.map(describeProvider) ?? [];
    printJson(terminal, { ...standingJson(standing), config: path, providers, findings });
    return exitCode;
  }
  if (config !== undefined) terminal.print(describeConfig(config));
  else for (const line of renderFindings(findings, path)) terminal.print(line);
  return exitCode;
}

/** Adds `ccm status`: exit code 0 when ccm runs, 3 when it does not. */
export function addStatus(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  withConfigOption(program.command("status"))
    .description("say whether ccm runs, where, with which providers, and what is wrong")
    .option("--json", "print as JSON")
    .action(async (options: { json?: true }, command: Command) =>
      exitWith(await status(locate(command, terminal.env), options.json ?? false, terminal)),
    );
}
