import { openTokenStore } from "../../src/auth/store.ts";
import { createLog } from "../../src/log.ts";
import { type OAuthServer, startOAuthServer } from "../../test/support/oauth/start-oauth-server.ts";
import { storedLogin } from "../../test/support/oauth/stored.ts";
import type { ReceivedRequest } from "../../test/support/stand-in/start-stand-in.ts";

/** Name of the login in the token store. */
export const loginName = "plan";

/** A token is good for this long, then it is rejected: ccm does not refresh a token of the last half minute. */
const goodForMs = 35_000;

/** A login whose access tokens are rejected after a while, long before they say they end. */
export interface FadingLogin {
  readonly server: OAuthServer;
  /** Whether the request bears a token that is still taken. */
  accepts(request: ReceivedRequest): boolean;
  /** Puts the login into the home of a ccm. */
  store(home: string): Promise<void>;
}

/** Opens the login with a token service of its own, whose refresh tokens are good for one use. */
export function openFadingLogin(): FadingLogin {
  const server = startOAuthServer();
  const firstSeen = new Map<string, number>();
  return {
    server,
    accepts({ headers }) {
      const token = headers.authorization?.replace(/^Bearer /, "") ?? "";
      const since = firstSeen.get(token) ?? performance.now();
      firstSeen.set(token, since);
      return server.families.isLive(token) && performance.now() - since < goodForMs;
    },
    async store(home) {
      const log = createLog({ level: "error", format: "json", write: console.error });
      const store = openTokenStore({ folder: home, log });
      await store.update(loginName, () =>
        storedLogin(loginName, server.families.issue("anthropic"), { vendor: "anthropic" }),
      );
    },
  };
}
