import { join } from "node:path";

/** A process environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where ccm keeps its files. */
export interface CcmPaths {
  /** The folder of all others: `$CCM_HOME`, else `~/.claude-code-mux`. */
  readonly home: string;
  readonly config: string;
  readonly tokens: string;
  readonly pid: string;
  readonly log: string;
  readonly ledger: string;
  readonly cooldowns: string;
  readonly adminToken: string;
}

/** Names ccm's files; folder, config, tokens and pid file are those of claude-code-mux. An empty `CCM_HOME` counts as unset. */
export function ccmPaths(env: Environment, userHome: string): CcmPaths {
  const home = env.CCM_HOME || join(userHome, ".claude-code-mux");
  return {
    home,
    config: join(home, "config.toml"),
    tokens: join(home, "oauth_tokens.json"),
    pid: join(home, "ccm.pid"),
    log: join(home, "ccm.log"),
    ledger: join(home, "usage.sqlite"),
    cooldowns: join(home, "cooldowns.json"),
    adminToken: join(home, "admin_token"),
  };
}
