import { existsSync } from "node:fs";
import type { Command } from "commander";
import { type Accounts, openAccounts } from "../../auth/open-accounts.ts";
import type { ProviderConfig } from "../../config/config.ts";
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

/** Opens the accounts as the config says; without a config file, as they are published. */
export async function openSession(command: Command, terminal: Terminal): Promise<AuthSession> {
  const { paths, configPath } = locate(command, terminal.env);
  const config = existsSync(configPath) ? await openConfig(configPath, terminal) : undefined;
  const providers = config?.providers ?? [];
  const level = config?.server.logLevel;
  const log = createLog({
    level: level === "debug" || level === "trace" ? level : "warn",
    format: "pretty",
    write: (line) => terminal.say(line),
  });
  const userOf = (login: string) => providers.find(({ oauthProvider }) => oauthProvider === login);
  const accounts = openAccounts({
    folder: paths.home,
    overrides: config?.auth ?? {},
    environment: terminal.env,
    version,
    log,
    vendorOf(login) {
      const provider = userOf(login);
      return provider && providerRow(provider.type).oauth;
    },
  });
  return { accounts, providers, home: paths.home };
}
