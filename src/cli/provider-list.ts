import type { Command } from "commander";
import type { ProviderConfig } from "../config/config.ts";
import { providerRow } from "../providers/table.ts";
import { formatTable } from "./format-table.ts";
import { locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import { printJson, type Terminal } from "./terminal.ts";

/** One provider as `provider list` and `status` show it. */
export interface ProviderLine {
  readonly name: string;
  readonly type: string;
  readonly baseUrl: string | undefined;
  readonly keys: readonly string[];
  /** `ready`, `disabled`, `needs a login`, or `not configured: …` with the reason. */
  readonly state: string;
}

function stateOf(provider: ProviderConfig): string {
  if (!provider.enabled) return "disabled";
  if (provider.authType === "oauth") return "by login";
  const [unset] = provider.unsetVariables;
  if (unset !== undefined && provider.keys.length === 0) return `not configured: $${unset} is unset`;
  return "ready";
}

/** What can be said of a provider from the config alone, keys masked. */
export function describeProvider(provider: ProviderConfig): ProviderLine {
  return {
    name: provider.name,
    type: provider.type,
    baseUrl: provider.baseUrl ?? providerRow(provider.type).baseUrl,
    keys: provider.keys.map((key) => key.masked()),
    state: stateOf(provider),
  };
}

async function listProviders(configPath: string, json: boolean, terminal: Terminal): Promise<void> {
  const config = await openConfig(configPath, terminal);
  const lines = config.providers.map(describeProvider);
  if (json) return printJson(terminal, lines);
  const rows = lines.map(({ name, type, baseUrl, keys, state }) => [
    name,
    type,
    state,
    keys.join(", "),
    baseUrl ?? "",
  ]);
  terminal.print(formatTable([["PROVIDER", "TYPE", "STATE", "KEY", "BASE URL"], ...rows]));
}

/** Adds `ccm provider list`. */
export function addProvider(program: Command, terminal: Terminal): void {
  const provider = withConfigOption(program.command("provider")).description(
    "the providers that models are mapped to",
  );
  withConfigOption(provider.command("list", { isDefault: true }))
    .description("list providers with what each still needs")
    .option("--json", "print as JSON")
    .action((options: { json?: true }, command: Command) =>
      listProviders(locate(command, terminal.env).configPath, options.json ?? false, terminal),
    );
}
