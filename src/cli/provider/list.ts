import type { CredentialSource } from "../../auth/credential.ts";
import type { Config, ProviderConfig } from "../../config/config.ts";
import { findInstance } from "../../daemon/find-instance.ts";
import { providerRow } from "../../providers/table.ts";
import { askDaemon, type DaemonFacts } from "../ask-daemon.ts";
import { formatTable } from "../format-table.ts";
import type { Location } from "../locate.ts";
import { openConfig } from "../open-config.ts";
import { printJson, type Terminal } from "../terminal.ts";

/** One provider as `provider list` and `status` show it. */
export interface ProviderLine {
  readonly name: string;
  readonly type: string;
  readonly base_url: string | undefined;
  /** Masked. */
  readonly keys: readonly string[];
  /** `ready`, `disabled`, or why it cannot be used yet (`not configured: $ZAI_API_KEY is unset`). */
  readonly state: string;
}

/** Keys come from the environment of whoever sends them: where a daemon runs, its word on them counts. */
function asDaemonSees(line: ProviderLine, daemon: DaemonFacts | undefined): ProviderLine {
  const told = daemon?.providers.find(({ name }) => name === line.name);
  if (told === undefined) return line;
  const isUnset = (text: string): boolean => /\$\w+ is unset/.test(text);
  if (line.state.startsWith("ready") && isUnset(told.reason)) {
    return { ...line, state: `not configured: ${told.reason} in the running ccm` };
  }
  const isOnlyUnsetHere = isUnset(line.state) && !isUnset(told.reason);
  return isOnlyUnsetHere ? { ...line, state: "ready, by a variable of the running ccm" } : line;
}

function stateOf(provider: ProviderConfig, credentials: CredentialSource): string {
  if (!provider.enabled) return "disabled";
  const handles = credentials.handlesOf(provider);
  if ("reason" in handles) return handles.reason;
  return provider.authType === "passthrough" ? "ready, with the client's own login" : "ready";
}

/**
 * What can be said of a config's providers without calling them.
 * @param daemon what the running ccm says, where this config is the one it uses
 */
export async function describeProviders(
  config: Config,
  home: string,
  terminal: Terminal,
  daemon?: DaemonFacts,
): Promise<ProviderLine[]> {
  const { openAccountsOf } = await import("../auth/open-session.ts");
  const { credentials } = openAccountsOf(config, home, terminal);
  return config.providers.map((provider) => {
    const line = {
      name: provider.name,
      type: provider.type,
      base_url: provider.baseUrl ?? providerRow(provider.type).baseUrl,
      keys: provider.keys.map((key) => key.masked()),
      state: stateOf(provider, credentials),
    };
    return asDaemonSees(line, daemon);
  });
}

/** Prints what `ccm provider list` prints. */
export async function listProviders(where: Location, json: boolean, terminal: Terminal): Promise<void> {
  const config = await openConfig(where.configPath, terminal);
  const standing = await findInstance(where.paths.pid);
  const isInUse = standing.state === "running" && standing.instance.configPath === where.configPath;
  const daemon = isInUse ? await askDaemon(standing, where.paths.adminToken) : undefined;
  const lines = await describeProviders(config, where.paths.home, terminal, daemon);
  if (json) return printJson(terminal, lines);
  const rows = lines.map((line) => [
    line.name,
    line.type,
    line.state,
    line.keys.join(", "),
    line.base_url ?? "",
  ]);
  terminal.print(formatTable([["PROVIDER", "TYPE", "STATE", "KEY", "BASE URL"], ...rows]));
}
