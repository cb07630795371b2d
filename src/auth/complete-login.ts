import type { Log } from "../log.ts";
import { messageOf } from "../thrown.ts";
import type { AccountSetup, CodeRequest, Grant, OAuthFlow } from "./flow.ts";
import { GrantError } from "./grant-error.ts";
import { LoginError } from "./login-error.ts";
import type { TokenStore } from "./store.ts";
import type { StoredLogin } from "./stored-login.ts";

/** Where a login is stored. */
export interface LoginTarget {
  readonly login: string;
  /** Project that an account without one is to use. */
  readonly projectId?: string;
}

/** A failed call to a vendor, as the failure of a login. */
export function loginErrorOf(error: unknown): LoginError {
  if (error instanceof LoginError) return error;
  if (error instanceof GrantError && error.outcome === "permanent") {
    return new LoginError("refused", `the code was refused (${error.message}): start the login again`);
  }
  return new LoginError("unreachable", messageOf(error));
}

/**
 * Makes a login of a code: exchanges it, sets the account up, stores the tokens. Nothing is stored unless all went well;
 * only an account whose set-up could not be asked for is stored without, and set up when it is first used.
 * @throws LoginError, or UserError when the token file cannot be written.
 */
export async function completeLogin(
  deps: { readonly store: TokenStore; readonly log: Log },
  flow: OAuthFlow,
  code: CodeRequest,
  target: LoginTarget,
): Promise<StoredLogin> {
  let grant: Grant;
  let setup: AccountSetup = { account: {} };
  try {
    grant = await flow.exchange(code);
    if (flow.setUp)
      setup = await setUp(flow.setUp(grant.accessToken, target.projectId), target.login, deps.log);
  } catch (error) {
    throw loginErrorOf(error);
  }
  const made: StoredLogin = {
    login: target.login,
    vendor: flow.vendor,
    accessToken: grant.accessToken,
    ...(grant.refreshToken && { refreshToken: grant.refreshToken }),
    expiresAt: grant.expiresAt,
    account: { ...grant.account, ...setup.account },
    ...(setup.projectId !== undefined && { projectId: setup.projectId }),
    unknown: {},
  };
  await deps.store.update(target.login, (current) => ({ ...made, unknown: current?.unknown ?? {} }));
  deps.log.info("logged in", { login: target.login, vendor: flow.vendor });
  return made;
}

async function setUp(setup: Promise<AccountSetup>, login: string, log: Log): Promise<AccountSetup> {
  try {
    return await setup;
  } catch (error) {
    if (!(error instanceof GrantError)) throw error;
    log.warn("the account could not be set up now; it will be when it is first used", {
      login,
      reason: error.message,
    });
    return { account: {} };
  }
}
