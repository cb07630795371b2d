import type { Log } from "../log.ts";
import { type CallbackListener, listenForCallback } from "./callback.ts";
import { callbackPage } from "./callback-page.ts";
import { completeLogin, loginErrorOf } from "./complete-login.ts";
import type { CodeRequest, OAuthFlow } from "./flow.ts";
import { LoginError } from "./login-error.ts";
import { createLoginRegister, type LoginState, type RegisteredLogin } from "./login-register.ts";
import { loginLifetimeMs, matchCode, type PendingLogin } from "./pending-login.ts";
import { challengeOf, createVerifier, randomToken } from "./pkce.ts";
import { pollDevice } from "./poll-device.ts";
import { deniedLogin, readPastedCode } from "./read-pasted-code.ts";
import type { TokenStore } from "./store.ts";
import type { StoredLogin } from "./stored-login.ts";
import type { Vendor } from "./vendor.ts";

/*
 * Logins under way, in whichever process runs them: the terminal's command or the daemon. Verifier and state stay here;
 * whoever started a login gets an id for it. Each is good for one code, for ten minutes.
 */

/** How the code comes back. */
export type LoginForm =
  /** A browser on this machine, sent back to a listener of ccm's. */
  | "browser"
  /** A browser anywhere; the person pastes what it shows. */
  | "paste"
  /** A browser anywhere; the person types a code into it. */
  | "device";

/** What to log in to, and how. */
export interface LoginRequest {
  readonly vendor: Vendor;
  readonly form: LoginForm;
  /** Name to store it under; absent: {@link Logins.finish} tells. */
  readonly login?: string;
  /** Project that an account without one is to use. */
  readonly projectId?: string;
  /** Anthropic: the Console rather than a subscription. */
  readonly console?: boolean;
  /** An address of the caller's own server that leads to {@link Logins.receive}, in place of a listener. */
  readonly redirectUri?: string;
  /** Told when an answer was refused that is not this login's; the login goes on. */
  readonly refused?: (message: string) => void;
}

/** A login that waits for a person. */
export interface StartedLogin {
  readonly id: string;
  /** The form it really has: paste where no listener could be opened. */
  readonly form: LoginForm;
  /** What the person opens. */
  readonly url: string;
  /** Device: what the person types there. */
  readonly userCode?: string;
  /** Ports that would have been listened on but for another program: what the browser ends on must be pasted. */
  readonly busyPorts: readonly number[];
  /** The stored login, or the LoginError it ended with. Nobody need wait for it. */
  readonly done: Promise<StoredLogin>;
  /** To be kept by the caller when the code will come in another process (see `pending-file.ts`). */
  readonly pending: PendingLogin;
}

export interface Logins {
  /** @throws LoginError when the vendor cannot be asked, or has no such form. */
  start(request: LoginRequest): Promise<StartedLogin>;
  /** Takes up a login that another process started. */
  resume(pending: PendingLogin): void;
  /** Takes what a browser brought back, and answers it with a page. */
  receive(query: URLSearchParams, refused?: (message: string) => void): Promise<Response>;
  /**
   * Finishes a login with what was pasted, or with the code that came back by itself. `login` and `vendor`, where
   * given, must be those it was started with.
   * @throws LoginError; `wrong_state` and `no_code` leave the login waiting.
   */
  finish(id: string, pasted: string, login?: string, vendor?: Vendor): Promise<StoredLogin>;
  /** Ends a login that waits, and its listener. */
  cancel(id: string): void;
  /** `undefined` for a login that never was, or is long over. */
  stateOf(id: string): LoginState | undefined;
  /** Ends what still waits, and every listener. */
  close(): void;
}

const unknownLogin = "no login waits for this answer (it is of another login, or long over)";

/** The one state that names a login. Repeated or missing it names none. */
function stateOfQuery(query: URLSearchParams): string | undefined {
  const states = query.getAll("state");
  return states.length === 1 ? states[0] : undefined;
}

function assertOpen(login: RegisteredLogin | undefined): asserts login is RegisteredLogin {
  if (!login) throw new LoginError("wrong_state", unknownLogin);
  if (login.wasUsed()) throw new LoginError("used", "this login has been used already: start another one");
  const state = login.state();
  if (state.status === "failed") throw state.error;
}

/** Opens the logins of this process. */
export function createLogins(deps: {
  readonly flows: Readonly<Record<Vendor, OAuthFlow>>;
  readonly store: TokenStore;
  readonly log: Log;
  readonly clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> };
}): Logins {
  const { flows, clock } = deps;
  const register = createLoginRegister(clock.now);

  function fail(login: RegisteredLogin, error: unknown): LoginError {
    const failure = loginErrorOf(error);
    login.move({ status: "failed", error: failure });
    return failure;
  }

  /** Uses the one code that a login is good for. */
  async function complete(login: RegisteredLogin, code: CodeRequest, name: string): Promise<StoredLogin> {
    login.move({ status: "exchanging" });
    const { vendor, projectId } = login.pending;
    const target = { login: name, ...(projectId !== undefined && { projectId }) };
    try {
      const stored = await completeLogin(deps, flows[vendor], code, target);
      login.move({ status: "done", stored });
      return stored;
    } catch (error) {
      throw fail(login, error);
    }
  }

  async function takeAnswer(query: URLSearchParams): Promise<Response> {
    const login = register.byState(stateOfQuery(query) ?? "");
    assertOpen(login);
    const refusal = query.get("error");
    if (refusal !== null) throw fail(login, deniedLogin(refusal));
    const returned = readPastedCode(`?${query}`);
    const code = matchCode(login.pending, returned, clock.now());
    const name = login.pending.login;
    if (name === undefined) {
      login.move({ status: "received", returned });
      return callbackPage(
        200,
        "Almost there",
        "Go back to ccm and finish the login there. You can close this page.",
      );
    }
    await complete(login, code, name);
    return callbackPage(200, "Logged in", "ccm has what it needs. You can close this page.");
  }

  async function receive(query: URLSearchParams, refused?: (message: string) => void): Promise<Response> {
    try {
      return await takeAnswer(query);
    } catch (error) {
      const { problem, message } = loginErrorOf(error);
      if (problem === "wrong_state") refused?.(message);
      return callbackPage(problem === "unreachable" ? 502 : 400, "Not logged in", `${message}.`);
    }
  }

  function newPending(request: LoginRequest, redirectUri: string, lifetimeMs: number): PendingLogin {
    const { vendor, login, projectId } = request;
    return {
      id: randomToken(),
      vendor,
      ...(login !== undefined && { login }),
      ...(projectId !== undefined && { projectId }),
      state: randomToken(),
      verifier: createVerifier(),
      redirectUri,
      expiresAt: clock.now() + lifetimeMs,
    };
  }

  async function startDevice(flow: OAuthFlow, request: LoginRequest): Promise<StartedLogin> {
    const { login: name } = request;
    if (!flow.startDevice || name === undefined) {
      throw new LoginError(
        "unsupported",
        "this vendor has no device login: use the browser, or --no-browser",
      );
    }
    const prompt = await flow.startDevice().catch((error) => {
      throw loginErrorOf(error);
    });
    const pending = newPending(request, "", prompt.lifetimeMs);
    const login = register.add(pending, undefined);
    pollDevice(prompt, clock, () => login.state().status === "waiting")
      .then((code) => complete(login, code, name))
      .catch((error) => fail(login, error));
    const { url, userCode } = prompt;
    return { id: pending.id, form: "device", url, userCode, busyPorts: [], done: login.done, pending };
  }

  /** Opens a listener where the browser may end on this machine: always, if the vendor has no page to copy a code from. */
  function listen(flow: OAuthFlow, request: LoginRequest): CallbackListener | undefined {
    if (request.form !== "browser" && flow.pasteRedirectUri !== undefined) return undefined;
    return listenForCallback(flow.loopback, (query) => receive(query, request.refused));
  }

  async function start(request: LoginRequest): Promise<StartedLogin> {
    const flow = flows[request.vendor];
    if (request.form === "device") return startDevice(flow, request);
    const ownAddress = request.redirectUri;
    const listener = ownAddress === undefined ? listen(flow, request) : undefined;
    const { host, ports, path } = flow.loopback;
    const elsewhere = flow.pasteRedirectUri ?? `http://${host}:${ports[0]}${path}`;
    const pending = newPending(request, ownAddress ?? listener?.redirectUri ?? elsewhere, loginLifetimeMs);
    const login = register.add(pending, listener);
    const url = flow.authorizeUrl({
      redirectUri: pending.redirectUri,
      state: pending.state,
      challenge: challengeOf(pending.verifier),
      ...(request.console && { console: true }),
    });
    const returns = ownAddress !== undefined || listener !== undefined;
    return {
      id: pending.id,
      form: returns && request.form === "browser" ? "browser" : "paste",
      url,
      busyPorts: returns || flow.pasteRedirectUri !== undefined ? [] : ports,
      done: login.done,
      pending,
    };
  }

  return {
    start,
    resume: (pending) => void register.add(pending, undefined),
    receive,
    async finish(id, pasted, name, vendor) {
      const login = register.byId(id);
      assertOpen(login);
      if (vendor !== undefined && vendor !== login.pending.vendor) {
        throw new LoginError("wrong_state", `this login is one of ${login.pending.vendor}, not of ${vendor}`);
      }
      const state = login.state();
      const returned = pasted === "" && state.status === "received" ? state.returned : readPastedCode(pasted);
      const code = matchCode(login.pending, returned, clock.now());
      const target = login.pending.login ?? name;
      if (target === undefined || (name !== undefined && name !== target)) {
        throw new LoginError("wrong_state", `this login was started for "${target ?? "another provider"}"`);
      }
      return complete(login, code, target);
    },
    cancel(id) {
      const login = register.byId(id);
      if (login) fail(login, new LoginError("cancelled", "the login was cancelled"));
    },
    stateOf: (id) => register.byId(id)?.state(),
    close: register.close,
  };
}
