import { UpstreamError } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import type { OAuthFlow } from "./flow.ts";
import { LoginError } from "./login-error.ts";
import type { TokenStore } from "./store.ts";
import type { StoredLogin } from "./stored-login.ts";

/** Finds the project of a login that has none yet: of one that the original made, or one made while Google was away. */
export type FindProject = (stored: StoredLogin) => Promise<string | undefined>;

/**
 * Creates the finder: at most one search a login at a time, and the result goes into the token file.
 * The search fails with an UpstreamError: `permission` when Google does not serve the account, else `network`.
 */
export function createFindProject(options: {
  readonly store: TokenStore;
  readonly flowOf: (stored: StoredLogin) => OAuthFlow;
  /** Project of the environment, for accounts that must bring one. */
  readonly ownProject: string | undefined;
}): FindProject {
  const running = new Map<string, Promise<string | undefined>>();

  async function search(stored: StoredLogin): Promise<string | undefined> {
    const flow = options.flowOf(stored);
    if (!flow.setUp) return undefined;
    const { account, projectId } = await flow.setUp(stored.accessToken, options.ownProject);
    if (projectId === undefined) return undefined;
    await options.store
      .update(
        stored.login,
        (current) => current && { ...current, projectId, account: { ...current.account, ...account } },
      )
      .catch(() => undefined); // found again the next time
    return projectId;
  }

  return async (stored) => {
    if (stored.projectId !== undefined) return stored.projectId;
    const flight = running.get(stored.login) ?? search(stored).finally(() => running.delete(stored.login));
    running.set(stored.login, flight);
    try {
      return await flight;
    } catch (error) {
      const kind = error instanceof LoginError ? "permission" : "network";
      throw new UpstreamError({ kind, message: messageOf(error) });
    }
  };
}
