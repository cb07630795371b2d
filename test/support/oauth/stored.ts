import type { StoredLogin } from "../../../src/auth/stored-login.ts";
import { Secret } from "../../../src/secret.ts";
import type { IssuedTokens } from "./token-families.ts";

/** A stored login with the given tokens, good for an hour unless said otherwise. */
export function storedLogin(
  login: string,
  tokens: IssuedTokens,
  more: Partial<StoredLogin> = {},
): StoredLogin {
  return {
    login,
    accessToken: new Secret(tokens.accessToken),
    refreshToken: new Secret(tokens.refreshToken),
    expiresAt: Date.now() + 3_600_000,
    account: {},
    unknown: {},
    ...more,
  };
}
