import type { Accounts } from "./open-accounts.ts";
import { guessVendor } from "./vendor.ts";

/**
 * Forgets a login, also where it was never there, and tells the vendor where that ends no other program's login. A
 * vendor that cannot be told is no reason to keep the tokens.
 * @throws UserError when the token file cannot be written.
 */
export async function forgetLogin(
  { store, flows }: Pick<Accounts, "store" | "flows">,
  login: string,
): Promise<void> {
  const stored = store.get(login);
  await store.update(login, () => undefined);
  if (!stored?.refreshToken) return;
  const flow = flows[stored.vendor ?? guessVendor(login)];
  await flow.revoke?.(stored.refreshToken).catch(() => undefined);
}
