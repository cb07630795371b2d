import type { Accounts } from "../auth/open-accounts.ts";
import type { Cooldowns } from "../chain/cooldown.ts";
import type { Config, Finding } from "../config/config.ts";
import type { Pipeline } from "../pipeline/handle.ts";
import type { LiveRequests } from "../pipeline/live-requests.ts";
import type { Secret } from "../secret.ts";
import type { LedgerStatus } from "../usage/ledger/open-ledger.ts";
import type { LiveReader } from "../usage/queries/read-live.ts";

/** The daemon's usage ledger, for asking. Absent as a whole where the config turns it off. */
export interface AdminLedger {
  readonly ask: LiveReader["ask"];
  readonly status: () => LedgerStatus;
}

/** What the admin pages work with; everything that a reload may change is a function. */
export interface AdminDependencies {
  readonly config: () => Config;
  /** Why the file on disk is not the config in use; `undefined` when it is. */
  readonly configProblem: () => readonly Finding[] | undefined;
  /** When the config in use was read, in milliseconds since the epoch. */
  readonly configLoadedAt: () => number;
  /** Starts ccm again in its own place, once what runs has ended or the drain limit is over. */
  readonly restart: () => void;
  /** Reads the config file again; the outcome shows in `config` or `configProblem`. */
  readonly reload: () => Promise<void>;
  readonly accounts: Accounts;
  readonly cooldowns: Pick<Cooldowns, "list" | "clear" | "resting">;
  readonly ledger: AdminLedger | undefined;
  readonly live: Pick<LiveRequests, "list">;
  /** Aborted when ccm is told to stop: streams to open pages must not hold it up. */
  readonly closing: AbortSignal;
  readonly pipeline: Pipeline;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly newId: (prefix: string) => string;
  /** When ccm started, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly version: string;
  /** Address that the server really listens on. */
  readonly address: { readonly host: string; readonly port: number };
  /** What a browser must bring. Absent: only this machine reaches the port, nothing is asked. */
  readonly adminToken: Secret | undefined;
  /** Whether a request was made on this machine, straight to ccm. */
  readonly isFromWithin: (request: Request) => boolean;
  /** Where the token lies, for the login page to name. */
  readonly adminTokenPath: string;
}
