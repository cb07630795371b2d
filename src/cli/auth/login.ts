import { describeLogin } from "../../auth/describe-login.ts";
import { LoginError } from "../../auth/login-error.ts";
import type { LoginForm, Logins, StartedLogin } from "../../auth/logins.ts";
import { leavePendingLogin, takePendingLogin } from "../../auth/pending-file.ts";
import type { StoredLogin } from "../../auth/stored-login.ts";
import { loginTerms } from "../../auth/terms.ts";
import { accountTitles } from "../../auth/vendor.ts";
import { UserError } from "../../errors.ts";
import { printJson, type Terminal } from "../terminal.ts";
import { findLoginTarget, type LoginTarget } from "./find-login-target.ts";
import type { AuthSession } from "./open-session.ts";
import { hasScreen, type Person } from "./person.ts";
import { typeOfVendor } from "./type-of-vendor.ts";

/** What `ccm auth login` is told on the command line. */
export interface LoginOptions {
  /** False after `--no-browser`. */
  readonly browser: boolean;
  readonly device?: true;
  readonly console?: true;
  /** What the browser showed, brought by a second command; `-` reads it from standard input. */
  readonly code?: string;
  readonly json?: true;
}

function chooseForm(
  options: LoginOptions,
  person: Person,
  terminal: Terminal,
  hasDevice: boolean,
): LoginForm {
  if (options.device) return "device";
  if (options.browser && hasScreen(terminal.env)) return "browser";
  // Nothing to paste into: the one form that asks for nothing to be typed here is the device login.
  return !person.canType && hasDevice ? "device" : "paste";
}

async function show(started: StartedLogin, person: Person, terminal: Terminal): Promise<void> {
  const { form, url, userCode, busyPorts } = started;
  if (busyPorts.length > 0) {
    terminal.say(
      `Port ${busyPorts.join(" and ")} is busy (another login, of Codex perhaps): when the browser cannot load the last page, copy its address.`,
    );
  }
  if (form === "device") {
    terminal.say(`Open this address on any device and type the code ${userCode}:\n\n  ${url}\n`);
  } else if (form === "browser" && (await person.browse(url))) {
    terminal.say(`Your browser opens. If it does not, open:\n\n  ${url}\n`);
  } else {
    terminal.say(`Open this address in a browser:\n\n  ${url}\n`);
  }
}

function questionFor(started: StartedLogin): string {
  return started.form === "browser"
    ? "Waiting for the browser. If it runs elsewhere, paste the address it ended on: "
    : "Paste the code it shows, or the whole address it ends on: ";
}

/** Asks until a code was pasted that fits, or the browser came back by itself. */
async function askForCode(
  logins: Logins,
  started: StartedLogin,
  person: Person,
  terminal: Terminal,
): Promise<void> {
  const answered = new AbortController();
  const stop = (): void => answered.abort();
  started.done.then(stop, stop);
  while (!answered.signal.aborted) {
    const pasted = await person.ask(questionFor(started), answered.signal);
    if (answered.signal.aborted) return;
    if (pasted === undefined) throw new LoginError("cancelled", "cancelled: nothing was stored");
    try {
      await logins.finish(started.id, pasted);
    } catch (error) {
      if (!(error instanceof LoginError) || error.problem !== "no_code") throw error;
      terminal.say(error.message);
    }
  }
}

/** Finishes the login that an earlier command without a terminal has left. */
async function finishEarlier(
  session: AuthSession,
  target: LoginTarget,
  word: string,
  pasted: string,
): Promise<StoredLogin> {
  const pending = await takePendingLogin(session.home);
  if (pending?.login !== target.login) {
    throw new UserError(`no login waits for a code: run \`ccm auth login ${word} --no-browser\` first`);
  }
  const { logins } = session.accounts;
  logins.resume(pending);
  try {
    return await logins.finish(pending.id, pasted);
  } catch (error) {
    const mayTryAgain = error instanceof LoginError && ["no_code", "wrong_state"].includes(error.problem);
    if (mayTryAgain) await leavePendingLogin(session.home, pending);
    throw error;
  }
}

async function runLogin(
  session: AuthSession,
  target: LoginTarget,
  word: string,
  options: LoginOptions,
  person: Person,
  terminal: Terminal,
): Promise<StoredLogin> {
  const { logins, flows, store } = session.accounts;
  const problem = store.problem();
  if (problem !== undefined) throw new UserError(problem);
  for (const line of loginTerms[target.vendor]) terminal.say(line);
  terminal.say("");
  const form = chooseForm(options, person, terminal, flows[target.vendor].startDevice !== undefined);
  const projectId = target.provider?.projectId ?? (terminal.env.GOOGLE_CLOUD_PROJECT || undefined);
  const started = await logins.start({
    vendor: target.vendor,
    form,
    login: target.login,
    ...(projectId !== undefined && { projectId }),
    ...((options.console || word === "console") && { console: true }),
    refused: (message) => terminal.say(message),
  });
  await show(started, person, terminal);
  if (started.form === "device") return started.done;
  if (person.canType) {
    await Promise.race([askForCode(logins, started, person, terminal), started.done]);
  } else if (started.form === "paste") {
    await leavePendingLogin(session.home, started.pending);
    throw new UserError(
      `not logged in yet, since there is no terminal to paste into: within ten minutes run \`ccm auth login ${word} --code '<what the browser shows>'\``,
    );
  }
  return started.done;
}

/** What the config still lacks before the login is used. */
function adviceFor({ vendor, login, provider }: LoginTarget): string | undefined {
  if (!provider) {
    return `No provider uses it yet: ccm init takes it up, or add to the config:\n\n  [[providers]]\n  name = "${login}"\n  provider_type = "${typeOfVendor(vendor)}"\n  auth_type = "oauth"`;
  }
  if (provider.authType === "oauth") return undefined;
  if (provider.authType === "passthrough") {
    return `Provider "${provider.name}" passes on the client's own login and needs none; auth_type = "oauth" would use this one.`;
  }
  return `Provider "${provider.name}" does not use it yet: set auth_type = "oauth" for it.`;
}

/** Runs `ccm auth login`. */
export async function login(
  word: string,
  options: LoginOptions,
  session: AuthSession,
  person: Person,
  terminal: Terminal,
): Promise<void> {
  const target = findLoginTarget(word, session.providers);
  try {
    const stored =
      options.code === undefined
        ? await runLogin(session, target, word, options, person, terminal)
        : await finishEarlier(
            session,
            target,
            word,
            options.code === "-" ? await person.readAll() : options.code,
          );
    const view = describeLogin(stored, Date.now());
    if (options.json) {
      printJson(terminal, view);
      return;
    }
    const account = [view.email, view.plan].filter(Boolean).join(", ");
    terminal.print(
      `Logged in to ${accountTitles[target.vendor]}${account && ` as ${account}`}; stored as "${view.login}".`,
    );
    const advice = adviceFor(target);
    if (advice !== undefined) terminal.say(advice);
  } finally {
    session.accounts.logins.close();
  }
}
