import { describeLogin, type LoginView } from "../../auth/describe-login.ts";
import { formatTable } from "../format-table.ts";
import { printJson, type Terminal } from "../terminal.ts";
import type { AuthSession } from "./open-session.ts";

/** A login with the providers that use it; or, without a login, what they still need. */
interface LoginLine {
  readonly login: string;
  readonly state: LoginView["state"] | "not logged in";
  readonly view?: LoginView;
  readonly providers: readonly string[];
}

function collect({ accounts, providers }: AuthSession): readonly LoginLine[] {
  const users = (login: string): readonly string[] =>
    providers
      .filter((provider) => provider.authType === "oauth" && provider.oauthProvider === login)
      .map(({ name }) => name);
  const views = accounts.store.list().map((stored) => describeLogin(stored, Date.now()));
  const wanted = providers
    .filter(({ authType }) => authType === "oauth")
    .map(({ oauthProvider }) => oauthProvider);
  const missing = [...new Set(wanted)].filter((login) => !views.some((view) => view.login === login));
  return [
    ...views.map((view) => ({ login: view.login, state: view.state, view, providers: users(view.login) })),
    ...missing.map((login) => ({ login, state: "not logged in" as const, providers: users(login) })),
  ];
}

/** Runs `ccm auth list`. */
export function list(session: AuthSession, json: boolean, terminal: Terminal): void {
  const lines = collect(session);
  if (json) {
    printJson(
      terminal,
      lines.map(({ login, state, view, providers }) => ({ login, state, ...view, providers })),
    );
    return;
  }
  const problem = session.accounts.store.problem();
  if (problem !== undefined) terminal.say(problem);
  if (lines.length === 0) {
    terminal.say("no logins: run `ccm auth login claude`, `chatgpt` or `gemini`");
    return;
  }
  const rows = lines.map(({ login, state, view, providers }) => [
    login,
    state,
    view?.email ?? "",
    view?.plan ?? "",
    view?.expiresAt ?? "",
    providers.join(", "),
  ]);
  terminal.print(formatTable([["LOGIN", "STATE", "ACCOUNT", "PLAN", "TOKEN UNTIL", "USED BY"], ...rows]));
  for (const { login, view } of lines) {
    if (view?.reason !== undefined) terminal.say(`${login}: ${view.reason}`);
  }
}
