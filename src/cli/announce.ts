import type { Config } from "../config/config.ts";
import type { CcmPaths } from "../config/paths.ts";
import { baseUrlOf } from "../daemon/base-url.ts";
import type { Instance } from "../daemon/pid-file.ts";
import { isLoopback } from "../server/middleware/check-host.ts";
import { version } from "../version.ts";
import { formatTable } from "./format-table.ts";
import { ownName } from "./own-name.ts";
import { detectShell, useLine } from "./shells.ts";
import type { Terminal } from "./terminal.ts";

/** What keeps a fresh ccm from being of use; `undefined` when some real provider is ready. */
async function hintFor(config: Config, paths: CcmPaths, terminal: Terminal): Promise<string | undefined> {
  const { describeProviders } = await import("./provider/list.ts");
  const ready = (await describeProviders(config, paths.home, terminal)).filter(({ state }) =>
    state.startsWith("ready"),
  );
  if (ready.length === 0)
    return "No provider is ready, so nothing can answer: ccm doctor says what each needs.";
  if (ready.every(({ type }) => type === "demo")) {
    return "Only the built-in demo answers so far: ccm init sets up real providers.";
  }
  return undefined;
}

/** Says that ccm listens, and what to do next. */
export async function announce(
  instance: Instance,
  config: Config,
  paths: CcmPaths,
  terminal: Terminal,
): Promise<void> {
  const url = baseUrlOf(instance);
  const ccm = ownName(terminal.env);
  const pages = isLoopback(instance.host) ? `${url}/` : `${ccm} admin`;
  const next = [
    [`  ${ccm} run -- claude`, "start Claude Code on it"],
    [`  ${useLine(detectShell(terminal.env), ccm)}`, "or point this shell at it"],
    [`  ${pages}`, "what it does, what it costs, its settings"],
  ];
  terminal.say(`ccm ${version} listens on ${url}\n\n${formatTable(next)}`);
  if (!isLoopback(instance.host) && config.server.apiKey === undefined) {
    terminal.say(
      `\nWarning: ${instance.host} is reachable from other machines, and whoever reaches it may spend your tokens. ` +
        'Set server.api_key, or host = "127.0.0.1".',
    );
  }
  const hint = await hintFor(config, paths, terminal);
  if (hint !== undefined) terminal.say(`\n${hint}`);
}
