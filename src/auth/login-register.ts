import type { CallbackListener } from "./callback.ts";
import { LoginError } from "./login-error.ts";
import { type PendingLogin, stateKey } from "./pending-login.ts";
import type { PastedCode } from "./read-pasted-code.ts";
import type { StoredLogin } from "./stored-login.ts";

/** Where a login stands. */
export type LoginState =
  | { readonly status: "waiting" }
  /** A code came back, and waits to be told the name to store the login under. */
  | { readonly status: "received"; readonly returned: PastedCode }
  /** The one code a login is good for is being exchanged. */
  | { readonly status: "exchanging" }
  | { readonly status: "done"; readonly stored: StoredLogin }
  | { readonly status: "failed"; readonly error: LoginError };

/** A login under way, or lately over. */
export interface RegisteredLogin {
  readonly pending: PendingLogin;
  readonly done: Promise<StoredLogin>;
  state(): LoginState;
  /** Moves on. A login that is over stays as it ended. */
  move(state: LoginState): void;
  /** Whether its one code has been used, with whatever result. */
  wasUsed(): boolean;
}

/** The logins of one process: found by id or by state, over after their time, remembered a while to say why. */
export interface LoginRegister {
  add(pending: PendingLogin, listener: CallbackListener | undefined): RegisteredLogin;
  byId(id: string): RegisteredLogin | undefined;
  byState(state: string): RegisteredLogin | undefined;
  /** Ends all that wait, and their listeners. */
  close(): void;
}

/** So many logins are remembered; the oldest goes first. */
const mostLogins = 64;

function isOver(state: LoginState): boolean {
  return state.status === "done" || state.status === "failed";
}

function createLogin(
  pending: PendingLogin,
  listener: CallbackListener | undefined,
  lifetimeMs: number,
): RegisteredLogin {
  const done = Promise.withResolvers<StoredLogin>();
  done.promise.catch(() => undefined); // nobody need wait for it
  let current: LoginState = { status: "waiting" };
  let used = false;

  function move(state: LoginState): void {
    if (isOver(current)) return;
    current = state;
    used ||= state.status === "exchanging";
    if (!isOver(state)) return;
    clearTimeout(timer);
    listener?.stop();
    if (state.status === "done") done.resolve(state.stored);
    if (state.status === "failed") done.reject(state.error);
  }

  const expired = new LoginError("expired", "nobody logged in for ten minutes: start the login again");
  const timer = setTimeout(() => {
    if (current.status !== "exchanging") move({ status: "failed", error: expired });
  }, lifetimeMs);
  timer.unref();
  return { pending, done: done.promise, state: () => current, move, wasUsed: () => used };
}

/** Opens a register. */
export function createLoginRegister(now: () => number): LoginRegister {
  const logins = new Map<string, RegisteredLogin>();
  const ids = new Map<string, string>();

  function cancel(login: RegisteredLogin, why: string): void {
    login.move({ status: "failed", error: new LoginError("cancelled", why) });
  }

  function makeRoom(): void {
    const oldest = logins.size < mostLogins ? undefined : logins.values().next().value;
    if (!oldest) return;
    cancel(oldest, "too many logins at once: start it again");
    logins.delete(oldest.pending.id);
    ids.delete(stateKey(oldest.pending.state));
  }

  return {
    add(pending, listener) {
      makeRoom();
      const login = createLogin(pending, listener, Math.max(0, pending.expiresAt - now()));
      logins.set(pending.id, login);
      ids.set(stateKey(pending.state), pending.id);
      return login;
    },
    byId: (id) => logins.get(id),
    byState: (state) => logins.get(ids.get(stateKey(state)) ?? ""),
    close() {
      for (const login of logins.values()) cancel(login, "ccm was stopped: start the login again");
    },
  };
}
