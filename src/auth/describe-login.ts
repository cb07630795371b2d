import { refreshAheadMs } from "./refresh.ts";
import type { EndedLogin, StoredLogin } from "./stored-login.ts";
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
  /** RFC 3339: when ccm replaces the token, if it is in use by then. Absent when it cannot. */
  readonly renewsAt?: string;
  readonly state: "ready" | "ended";
  /** Why it has ended, and what to do. */
  readonly reason?: string;
  /** RFC 3339. */
  readonly endedAt?: string;
}

/** How a login ended, if it did: by the vendor's word, or because nothing can renew its expired token. */
function endOf({ ended, refreshToken, expiresAt }: StoredLogin, now: number): EndedLogin | undefined {
  if (ended || refreshToken || expiresAt > now) return ended;
  return { reason: "its token has expired", at: expiresAt };
}

/** Describes a login. */
export function describeLogin(stored: StoredLogin, now: number): LoginView {
  const vendor = stored.vendor ?? guessVendor(stored.login);
  const { email, plan, organization } = stored.account;
  const ended = endOf(stored, now);
  const time = (ms: number): string => new Date(ms).toISOString();
  return {
    login: stored.login,
    vendor,
    title: accountTitles[vendor],
    ...(email !== undefined && { email }),
    ...(plan !== undefined && { plan }),
    ...(organization !== undefined && { organization }),
    ...(stored.projectId !== undefined && { project: stored.projectId }),
    expiresAt: time(stored.expiresAt),
    ...(stored.refreshToken && !ended && { renewsAt: time(stored.expiresAt - refreshAheadMs) }),
    state: ended ? "ended" : "ready",
    ...(ended && {
      reason: `${ended.reason}: run \`ccm auth login ${stored.login}\``,
      endedAt: time(ended.at),
    }),
  };
}
