import { randomBytes } from "node:crypto";

export type TokenVendor = "anthropic" | "openai" | "google";

/** Tokens as a token endpoint gives them out. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface Family {
  readonly vendor: TokenVendor;
  revoked: boolean;
}

/** What happens to a refresh token that is shown. */
export type RefreshOutcome =
  | { readonly outcome: "granted"; readonly tokens: IssuedTokens }
  | { readonly outcome: "reused" | "unknown" };

function random(prefix: string): string {
  return prefix + randomBytes(24).toString("base64url");
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** An unsigned token with the claims that OpenAI puts in; the signature part is what makes it unique. */
export function makeJwt(claims: object): string {
  return [base64url({ alg: "none" }), base64url(claims), random("")].join(".");
}

/**
 * Refresh tokens that are good for one use, but for Google's. Whoever shows a used one is taken for a thief: the whole
 * family is revoked, as the vendors do.
 */
export class TokenFamilies {
  lifetimeSeconds = 3600;
  refreshes = 0;
  reuses = 0;
  readonly secrets: string[] = [];
  readonly #families = new Map<string, { readonly family: Family; used: boolean }>();
  readonly #live = new Map<string, Family>();

  issue(vendor: TokenVendor, family: Family = { vendor, revoked: false }): IssuedTokens {
    const accessToken = this.#makeAccessToken(vendor);
    const refreshToken = random(
      vendor === "anthropic" ? "sk-ant-ort01-" : vendor === "openai" ? "rt_" : "1//",
    );
    this.#families.set(refreshToken, { family, used: false });
    this.#live.set(accessToken, family);
    this.secrets.push(accessToken, refreshToken);
    return { accessToken, refreshToken };
  }

  refresh(refreshToken: string): RefreshOutcome {
    const known = this.#families.get(refreshToken);
    if (!known || known.family.revoked) return { outcome: "unknown" };
    if (known.used) {
      this.reuses++;
      known.family.revoked = true;
      return { outcome: "reused" };
    }
    this.refreshes++;
    const { family } = known;
    const tokens = this.issue(family.vendor, family);
    if (family.vendor === "google") return { outcome: "granted", tokens: { ...tokens, refreshToken } };
    known.used = true;
    return { outcome: "granted", tokens };
  }

  revoke(refreshToken: string): void {
    const known = this.#families.get(refreshToken);
    if (known) known.family.revoked = true;
  }

  /** Whether an access token would be accepted, expiry aside. */
  isLive(accessToken: string): boolean {
    return this.#live.get(accessToken)?.revoked === false;
  }

  #makeAccessToken(vendor: TokenVendor): string {
    if (vendor === "anthropic") return random("sk-ant-oat01-");
    if (vendor === "google") return random("ya29.");
    const iat = Math.floor(Date.now() / 1000);
    return makeJwt({ iat, exp: iat + this.lifetimeSeconds });
  }
}
