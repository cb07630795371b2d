import { refreshAheadMs } from "./refresh.ts";
import type { StoredLogin } from "./stored-login.ts";
import { accountTitles, guessVendor, type Vendor } from "./vendor.ts";

/** A login as pages, `auth list` and `status` show it. Holds no secret. */
export interface LoginView {
  readonly login: string;
  readonly vendor: Vendor;
  readonly title: string;
  readonly email?: string;
  readonly plan?: string;
  readonly organization?: string;
  readonly project?: string;
  /** RFC 3339: when the access token ends. A login outlives it as long as it can be refreshed. */
  readonly expiresAt: string;
  /** `expiring`: its token is about to be replaced or was not lately needed; `ended`: log in again. */
  readonly state: "ready" | "expiring" | "ended";
  /** Why it has ended, and what to do. */
  readonly reason?: string;
}

/** Describes a login. */
export function describeLogin(stored: StoredLogin, now: number): LoginView {
  const vendor = stored.vendor ?? guessVendor(stored.login);
  const { email, plan, organization } = stored.account;
  const over =
    stored.ended ?? (stored.refreshToken || stored.expiresAt > now ? undefined : "its token has expired");
  const state = stored.expiresAt - now <= refreshAheadMs ? "expiring" : "ready";
  return {
    login: stored.login,
    vendor,
    title: accountTitles[vendor],
    ...(email !== undefined && { email }),
    ...(plan !== undefined && { plan }),
    ...(organization !== undefined && { organization }),
    ...(stored.projectId !== undefined && { project: stored.projectId }),
    expiresAt: new Date(stored.expiresAt).toISOString(),
    state: over === undefined ? state : "ended",
    ...(over !== undefined && { reason: `${over}: run \`ccm auth login ${stored.login}\`` }),
  };
}
