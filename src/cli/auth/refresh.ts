import { UserError } from "../../errors.ts";
import type { Terminal } from "../terminal.ts";
import { findStoredLogin } from "./find-login-target.ts";
import type { AuthSession } from "./open-session.ts";

function loginsToRefresh(word: string | undefined, { accounts, providers }: AuthSession): readonly string[] {
  const stored = accounts.store.list().map(({ login }) => login);
  if (word !== undefined) return [findStoredLogin(word, providers, stored)];
  if (stored.length === 0)
    throw new UserError("there is no login to refresh: run `ccm auth login <provider>`");
  return stored;
}

/** Runs `ccm auth refresh`: every login gets its try, and any failure makes the command fail. */
export async function refresh(
  word: string | undefined,
  session: AuthSession,
  terminal: Terminal,
): Promise<void> {
  const { store, refresher } = session.accounts;
  const failures: string[] = [];
  for (const login of loginsToRefresh(word, session)) {
    try {
      // A refresh uses the old token up, and this process ends: the new one must have a place to go.
      await store.update(login, (current) => current);
      const { expiresAt } = await refresher.refreshNow(login);
      terminal.print(`${login}: refreshed, good until ${new Date(expiresAt).toISOString()}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(error.message);
    }
  }
  const [first, ...more] = failures;
  if (first === undefined) return;
  for (const message of more) terminal.say(message);
  throw new UserError(first);
}
