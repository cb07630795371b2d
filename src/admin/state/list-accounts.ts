import type { KnownLimits } from "../../auth/account-facts.ts";
import { describeLogin, type LoginView } from "../../auth/describe-login.ts";
import type { Vendor } from "../../auth/vendor.ts";
import type { ProviderConfig } from "../../config/config.ts";
import { providerRow } from "../../providers/table.ts";
import type { AdminDependencies } from "../dependencies.ts";

/** A login with the providers that use it; one without a view is wanted by them and not there. */
export interface Account {
  readonly login: string;
  readonly view?: LoginView;
  readonly providers: readonly string[];
  /** As told by the vendor's last answer since ccm started. */
  readonly limits?: KnownLimits;
}

function usersOf(login: string, providers: readonly ProviderConfig[]): readonly string[] {
  return providers
    .filter(({ authType, oauthProvider }) => authType === "oauth" && oauthProvider === login)
    .map(({ name }) => name);
}

/** Every login of the token file, and those that providers of the config lack. */
export function listAccounts({ accounts, config, now }: AdminDependencies): readonly Account[] {
  const { providers } = config();
  const views = accounts.store.list().map((stored) => describeLogin(stored, now()));
  const wanted = providers
    .filter(({ authType }) => authType === "oauth")
    .map(({ oauthProvider }) => oauthProvider);
  const missing = [...new Set(wanted)].filter((login) => !views.some((view) => view.login === login));
  const limitsOf = (names: readonly string[]): KnownLimits | undefined =>
    names.flatMap((name) => accounts.facts.limitsOf(`${name}@login`) ?? [])[0];
  return [
    ...views.map((view): Account => {
      const users = usersOf(view.login, providers);
      const limits = limitsOf(users);
      return { login: view.login, view, providers: users, ...(limits && { limits }) };
    }),
    ...missing.map((login): Account => ({ login, providers: usersOf(login, providers) })),
  ];
}

/** A provider that forwards the client's own login. */
export interface Passthrough {
  readonly name: string;
  /** As told by the vendor's last answer since ccm started. */
  readonly limits?: KnownLimits;
}

/** Every enabled provider that forwards the client's own login. */
export function listPassthrough({ accounts, config }: AdminDependencies): readonly Passthrough[] {
  return config()
    .providers.filter(({ authType, enabled }) => enabled && authType === "passthrough")
    .map(({ name }) => {
      const limits = accounts.facts.limitsOf(`${name}@passthrough`);
      return { name, ...(limits && { limits }) };
    });
}

/** Names that a login of this vendor could be stored under: those that providers look for, else the vendor's own. */
export function loginNames(vendor: Vendor, providers: readonly ProviderConfig[]): readonly string[] {
  const able = providers.filter(({ type }) => providerRow(type).oauth === vendor);
  const willing = able.filter(({ authType }) => authType === "oauth");
  const names = (willing.length > 0 ? willing : able).map(({ oauthProvider }) => oauthProvider);
  return names.length === 0 ? [vendor] : [...new Set(names)];
}
