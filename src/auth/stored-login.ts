import * as v from "valibot";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { Secret } from "../secret.ts";
import type { AccountIdentity, Grant } from "./flow.ts";
import { isVendor, type Vendor } from "./vendor.ts";

/** How a login ended. */
export interface EndedLogin {
  /** The vendor's words, or ccm's. */
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * One login as it lies in the token file. The file's format is claude-code-mux 0.6.3's: `provider_id`, `access_token`,
 * `refresh_token`, `expires_at` (RFC 3339, UTC) and, where known, `enterprise_url` and `project_id`. ccm's own members
 * stand beside them; that program ignores what it does not know.
 */
export interface StoredLogin {
  /** Key of the entry: the `oauth_provider` of a config, else the provider's name. */
  readonly login: string;
  readonly accessToken: Secret;
  /** Absent for tokens that cannot be refreshed; the file has an empty string then. */
  readonly refreshToken?: Secret;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly projectId?: string;
  /** Absent in entries that the original wrote. */
  readonly vendor?: Vendor;
  readonly account: AccountIdentity;
  /** Set when the login is over: it is never refreshed again, unless a person asks. */
  readonly ended?: EndedLogin;
  /** The entry's members that ccm does not know, to be written back as they were. */
  readonly unknown: JsonObject;
}

// chrono, which the original reads and writes times with, has 0 to 9 digits of a fraction.
const time = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.finite(),
);

const entrySchema = v.looseObject({
  access_token: v.string(),
  refresh_token: v.string(),
  expires_at: time,
  project_id: v.nullish(v.string()),
  vendor: v.optional(v.unknown()),
  account_id: v.optional(v.string()),
  account_email: v.optional(v.string()),
  account_plan: v.optional(v.string()),
  account_organization: v.optional(v.string()),
  ended: v.optional(v.string()),
  ended_at: v.optional(time),
});

const ownMembers: ReadonlySet<string> = new Set(["provider_id", ...Object.keys(entrySchema.entries)]);

/** Reads an entry; `undefined` for what is none. */
export function readStoredLogin(login: string, entry: JsonValue | undefined): StoredLogin | undefined {
  const parsed = v.safeParse(entrySchema, entry);
  if (!parsed.success || !isJsonObject(entry)) return undefined;
  const { output } = parsed;
  return {
    login,
    accessToken: new Secret(output.access_token),
    ...(output.refresh_token !== "" && { refreshToken: new Secret(output.refresh_token) }),
    expiresAt: output.expires_at,
    ...(output.project_id && { projectId: output.project_id }),
    ...(isVendor(output.vendor) && { vendor: output.vendor }),
    account: {
      ...(output.account_id !== undefined && { id: output.account_id }),
      ...(output.account_email !== undefined && { email: output.account_email }),
      ...(output.account_plan !== undefined && { plan: output.account_plan }),
      ...(output.account_organization !== undefined && { organization: output.account_organization }),
    },
    ...(output.ended !== undefined && {
      ended: { reason: output.ended, at: output.ended_at ?? output.expires_at },
    }),
    unknown: Object.fromEntries(Object.entries(entry).filter(([name]) => !ownMembers.has(name))),
  };
}

/** Writes an entry, the original's members first. Here tokens leave their {@link Secret} for the file. */
export function writeStoredLogin(stored: StoredLogin): JsonObject {
  const { account } = stored;
  return {
    provider_id: stored.login,
    access_token: stored.accessToken.reveal(),
    refresh_token: stored.refreshToken?.reveal() ?? "",
    expires_at: new Date(stored.expiresAt).toISOString(),
    ...(stored.projectId !== undefined && { project_id: stored.projectId }),
    ...stored.unknown,
    ...(stored.vendor !== undefined && { vendor: stored.vendor }),
    ...(account.id !== undefined && { account_id: account.id }),
    ...(account.email !== undefined && { account_email: account.email }),
    ...(account.plan !== undefined && { account_plan: account.plan }),
    ...(account.organization !== undefined && { account_organization: account.organization }),
    ...(stored.ended && { ended: stored.ended.reason, ended_at: new Date(stored.ended.at).toISOString() }),
  };
}

/** The login after a refresh: new tokens, and whatever the answer said of the account; all else stays. */
export function withGrant(stored: StoredLogin, grant: Grant): StoredLogin {
  const { ended: _, ...living } = stored;
  return {
    ...living,
    accessToken: grant.accessToken,
    ...(grant.refreshToken && { refreshToken: grant.refreshToken }),
    expiresAt: grant.expiresAt,
    account: { ...stored.account, ...grant.account },
  };
}

/** Whether two entries hold the same tokens. */
export function hasSameTokens(one: StoredLogin, other: StoredLogin): boolean {
  return (
    one.accessToken.reveal() === other.accessToken.reveal() &&
    one.refreshToken?.reveal() === other.refreshToken?.reveal()
  );
}
