import type { Log } from "../log.ts";
import { type AccountFacts, createAccountFacts } from "./account-facts.ts";
import { createGoogleAdc } from "./adc.ts";
import { createFlows, type Flows } from "./create-flows.ts";
import type { CredentialSource } from "./credential.ts";
import { createCredentials } from "./credentials.ts";
import { createFindProject } from "./find-project.ts";
import type { FlowOverrides } from "./flow-settings.ts";
import { createLogins, type Logins } from "./logins.ts";
import { createRefresher, type Refresher } from "./refresh.ts";
import { openTokenStore, type TokenStore } from "./store.ts";
import type { StoredLogin } from "./stored-login.ts";
import { guessVendor, type Vendor } from "./vendor.ts";
import { createVendorHttp } from "./vendor-http.ts";

/** Everything of ccm that has to do with accounts, wired together: for the daemon, and for `ccm auth`. */
export interface Accounts {
  readonly store: TokenStore;
  readonly flows: Flows;
  readonly refresher: Refresher;
  readonly logins: Logins;
  readonly facts: AccountFacts;
  readonly credentials: CredentialSource;
  /** Ends logins and their listeners, and writes what could not be written so far. */
  close(): Promise<void>;
}

/** Opens the accounts of `folder` (`$CCM_HOME`). @throws UserError when an override of the config cannot be used. */
export function openAccounts(options: {
  readonly folder: string;
  /** `[auth.<vendor>]` of the config. */
  readonly overrides: Readonly<Partial<Record<Vendor, FlowOverrides>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** ccm's version, for the user agent. */
  readonly version: string;
  readonly log: Log;
  /** Vendor of a login by the providers that use it; for entries that do not say it themselves. */
  readonly vendorOf?: (login: string) => Vendor | undefined;
  /** For tests. */
  readonly now?: () => number;
}): Accounts {
  const { folder, overrides, environment, version, log } = options;
  const clock = {
    now: options.now ?? Date.now,
    monotonic: () => performance.now(),
    sleep: (ms: number): Promise<void> => Bun.sleep(ms),
  };
  const http = createVendorHttp({ userAgent: `ccm/${version}` });
  const flows = createFlows({ http, overrides, environment, clock });
  const store = openTokenStore({ folder, log });
  const flowOf = ({ login, vendor }: StoredLogin) =>
    flows[vendor ?? options.vendorOf?.(login) ?? guessVendor(login)];
  const refresher = createRefresher({ store, flowOf, clock, log });
  const ownProject = environment.GOOGLE_CLOUD_PROJECT || environment.GOOGLE_CLOUD_PROJECT_ID;
  const findProject = createFindProject({ store, flowOf, ownProject });
  const logins = createLogins({ flows, store, log, clock });
  return {
    store,
    flows,
    refresher,
    logins,
    facts: createAccountFacts(clock.now),
    credentials: createCredentials({
      store,
      refresher,
      findProject,
      adc: createGoogleAdc({ monotonic: clock.monotonic, environment }),
    }),
    async close() {
      logins.close();
      await store.flush();
    },
  };
}
