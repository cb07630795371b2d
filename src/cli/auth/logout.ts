import { forgetLogin } from "../../auth/forget-login.ts";
import type { Terminal } from "../terminal.ts";
import { findStoredLogin } from "./find-login-target.ts";
import type { AuthSession } from "./open-session.ts";

/** Runs `ccm auth logout`. */
export async function logout(
  word: string,
  { accounts, providers }: AuthSession,
  terminal: Terminal,
): Promise<void> {
  const stored = accounts.store.list().map(({ login }) => login);
  const login = findStoredLogin(word, providers, stored);
  await forgetLogin(accounts, login);
  terminal.print(`${login}: logged out`);
}
