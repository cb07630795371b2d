import { type Vendor, vendorOfWord, vendors } from "../../auth/vendor.ts";
import type { ProviderConfig } from "../../config/config.ts";
import { exitCodes, UserError } from "../../errors.ts";
import { providerRow } from "../../providers/table.ts";

/** What a word on the command line means: whose login, under which name, for which provider. */
export interface LoginTarget {
  readonly vendor: Vendor;
  /** Name in the token file. */
  readonly login: string;
  /** Absent when no provider of the config would use it. */
  readonly provider?: ProviderConfig;
}

const vendorOfProvider = (provider: ProviderConfig): Vendor | undefined => providerRow(provider.type).oauth;

function targetOf(provider: ProviderConfig): LoginTarget {
  const vendor = vendorOfProvider(provider);
  if (!vendor) {
    const { title } = providerRow(provider.type);
    throw new UserError(
      `provider "${provider.name}" (${title}) has no login: give it an api_key`,
      exitCodes.usage,
    );
  }
  return { vendor, login: provider.oauthProvider, provider };
}

function byVendor(vendor: Vendor, providers: readonly ProviderConfig[]): LoginTarget {
  const able = providers.filter((provider) => vendorOfProvider(provider) === vendor);
  const willing = able.filter((provider) => provider.authType === "oauth");
  const candidates = willing.length > 0 ? willing : able;
  const logins = new Set(candidates.map((provider) => provider.oauthProvider));
  const [provider] = candidates;
  if (!provider) return { vendor, login: vendor };
  if (logins.size > 1) {
    const names = candidates.map(({ name }) => name).join(", ");
    throw new UserError(`several providers could use this login: name one of ${names}`, exitCodes.usage);
  }
  return targetOf(provider);
}

/**
 * Finds what to log in to by a provider's name, a login's name, or a word for a vendor, in this order.
 * @throws UserError with exit code 2 for any other word, and for a provider that has no login.
 */
export function findLoginTarget(word: string, providers: readonly ProviderConfig[]): LoginTarget {
  const provider =
    providers.find(({ name }) => name === word) ??
    providers.find((one) => one.oauthProvider === word && vendorOfProvider(one) !== undefined);
  if (provider) return targetOf(provider);
  const vendor = vendorOfWord(word);
  if (vendor) return byVendor(vendor, providers);
  const able = providers.filter((one) => vendorOfProvider(one) !== undefined).map(({ name }) => name);
  const known = [...new Set([...able, ...vendors])].join(", ");
  throw new UserError(
    `"${word}" is neither a provider with a login nor a vendor: known are ${known}`,
    exitCodes.usage,
  );
}

/**
 * Finds the name of a login that exists: its own name first, since its provider may be gone from the config.
 * @throws UserError when there is no such login.
 */
export function findStoredLogin(
  word: string,
  providers: readonly ProviderConfig[],
  stored: readonly string[],
): string {
  if (stored.includes(word)) return word;
  const { login } = findLoginTarget(word, providers);
  if (stored.includes(login)) return login;
  throw new UserError(`"${word}" is not logged in: run \`ccm auth login ${word}\``);
}
