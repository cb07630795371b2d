import type { Config } from "../config/config.ts";
import { baseUrlOf } from "../daemon/base-url.ts";
import type { Instance } from "../daemon/pid-file.ts";
import { isLoopback } from "../server/middleware/check-host.ts";
import { version } from "../version.ts";
import { clientVariables } from "./client-variables.ts";
import { detectShell, exportLines } from "./shells.ts";
import type { Terminal } from "./terminal.ts";

/** Says that ccm listens, and what to set for Claude Code. A key that clients must send is named, not shown. */
export function announce(instance: Instance, config: Config, terminal: Terminal): void {
  const url = baseUrlOf(instance);
  terminal.say(`ccm ${version} listens on ${url}\n`);
  if (config.server.apiKey !== undefined) {
    terminal.say(`For Claude Code (server.api_key is set, so a key must be sent):\n  eval "$(ccm env)"`);
  } else {
    const lines = exportLines(detectShell(terminal.env), clientVariables(url, config));
    terminal.say(`For Claude Code:\n${lines.replace(/^/gm, "  ")}`);
  }
  terminal.say("or start it as:\n  ccm run -- claude");
  const pages = isLoopback(instance.host) ? `${url}/` : "ccm admin (it logs you in)";
  terminal.say(`What it does, what it costs, and its settings: ${pages}`);
  if (!isLoopback(instance.host) && config.server.apiKey === undefined) {
    terminal.say(
      `\nWarning: ${instance.host} is reachable from other machines, and whoever reaches it may spend your tokens. ` +
        'Set server.api_key, or host = "127.0.0.1".',
    );
  }
}
