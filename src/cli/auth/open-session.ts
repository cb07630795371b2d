import { existsSync } from "node:fs";
import type { Command } from "commander";
import { type Accounts, openAccounts } from "../../auth/open-accounts.ts";
import type { Config, ProviderConfig } from "../../config/config.ts";
import { createLog } from "../../log.ts";
import { providerRow } from "../../providers/table.ts";
import { version } from "../../version.ts";
import { locate } from "../locate.ts";
import { openConfig } from "../open-config.ts";
import type { Terminal } from "../terminal.ts";

/** What every `ccm auth` command works with. */
export interface AuthSession {
  readonly accounts: Accounts;
  readonly providers: readonly ProviderConfig[];
  /** The folder of ccm's files. */
  readonly home: string;
}

/** Opens the accounts as a config says; without one, as they are published. */
export function openAccountsOf(config: Config | undefined, home: string, terminal: Terminal): Accounts {
  const providers = config?.providers ?? [];
  const level = config?.server.logLevel;
  const log = createLog({
    level: level === "debug" || level === "trace" ? level : "warn",
    format: "pretty",
    write: (line) => terminal.say(line),
  });
  const userOf = (login: string) => providers.find(({ oauthProvider }) => oauthProvider === login);
  return openAccounts({
    folder: home,
    overrides: config?.auth ?? {},
    environment: terminal.env,
    version,
    log,
    vendorOf(login) {
      const provider = userOf(login);
      return provider && providerRow(provider.type).oauth;
    },
  });
}

/** Opens what an auth command needs; it works without a config file too. */
export async function openSession(command: Command, terminal: Terminal): Promise<AuthSession> {
  const { paths, configPath } = locate(command, terminal.env);
  const config = existsSync(configPath) ? await openConfig(configPath, terminal) : undefined;
  return {
    accounts: openAccountsOf(config, paths.home, terminal),
    providers: config?.providers ?? [],
    home: paths.home,
  };
}
