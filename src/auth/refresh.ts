import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { UpstreamError, UserError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secret.ts";
import { messageOf } from "../thrown.ts";
import type { OAuthFlow } from "./flow.ts";
import { GrantError } from "./grant-error.ts";
import { createLock, type WithLock } from "./lock.ts";
import { createRefreshPace, type RefreshPace } from "./refresh-pace.ts";
import type { TokenStore } from "./store.ts";
import { hasSameTokens, type StoredLogin, withGrant } from "./stored-login.ts";

/*
 * Refresh tokens of today are good for one use: whoever uses one twice is taken for a thief and logged out everywhere.
 * So a refresh happens once at a time per login in this process (single flight) and on this machine (lock); whoever
 * gets the lock looks first whether the work is done already; the new token is on disk before anybody sees it; and once
 * asked for, a refresh runs to its end, whoever has gone away meanwhile.
 */

/** Milliseconds before expiry: from here on a refresh is started in the background. */
export const refreshAheadMs = 120_000;
/** Milliseconds before expiry: from here on a request waits for it. */
const refreshFirstMs = 30_000;
const backgroundMs = 30_000;

/** Wall clock for expiry, monotonic clock for waiting; both in milliseconds. */
export interface Clock {
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** Keeps logins usable. */
export interface Refresher {
  /**
   * The login with an access token to use now, refreshed when it is about to expire.
   * @throws UpstreamError `authentication` when there is no living login, `network` when it cannot be refreshed now.
   */
  fresh(login: string): Promise<StoredLogin>;
  /** After a 401: whether there is another token than the rejected one now. Never throws. */
  replaceRejected(login: string, rejected: Secret): Promise<boolean>;
  /** Because a person asked: refreshes now, even a login that seemed to be over. @throws UserError */
  refreshNow(login: string): Promise<StoredLogin>;
  /** Starts a refresh, which nobody waits for, of every login that was used since its last one and soon expires. */
  refreshDue(): void;
  /** Does {@link Refresher.refreshDue} twice a minute; returns what stops it. */
  startBackground(): () => void;
}

/** Why a refresh is made. */
interface Job {
  /** Whether the tokens on disk still are those to be replaced. */
  readonly isStale: (stored: StoredLogin) => boolean;
  /** A person asked: a login that seemed to be over is tried all the same. */
  readonly asked?: boolean;
}

/** What `status` and errors say of a login that is over. */
export function endedWords(login: string, reason: string): string {
  return `the login "${login}" is over (${reason}): run \`ccm auth login ${login}\``;
}

/** What they say where there was never one. */
export function notLoggedInWords(login: string): string {
  return `not logged in: run \`ccm auth login ${login}\``;
}

function authenticationFailure(message: string): UpstreamError {
  return new UpstreamError({ kind: "authentication", message });
}

/** Creates the refresher. Locks lie beside the token file, one per login, so that logins do not wait for each other. */
export function createRefresher(options: {
  readonly store: TokenStore;
  readonly flowOf: (stored: StoredLogin) => OAuthFlow;
  readonly clock: Clock;
  readonly log: Log;
}): Refresher {
  const { store, flowOf, clock, log } = options;
  const locks = new Map<string, WithLock>();
  const running = new Map<string, Promise<StoredLogin>>();
  const paces = new Map<string, RefreshPace>();
  const used = new Set<string>();

  function lockOf(login: string): WithLock {
    const known = locks.get(login);
    if (known) return known;
    const name = createHash("sha256").update(login).digest("hex").slice(0, 12);
    const lock = createLock(join(dirname(store.path), `.oauth_refresh.${name}.lock`), {
      unlockable: (reason) => log.warn("a refresh cannot be locked", { login, reason }),
    });
    locks.set(login, lock);
    return lock;
  }

  function paceOf(login: string): RefreshPace {
    const known = paces.get(login);
    if (known) return known;
    const pace = createRefreshPace(clock.monotonic);
    paces.set(login, pace);
    return pace;
  }

  /** Asks the vendor, and stores what it grants before anybody sees it. Runs under the login's lock. */
  async function ask(stored: StoredLogin): Promise<StoredLogin> {
    if (!stored.refreshToken) throw new GrantError("permanent", "it has no refresh token");
    const grant = await flowOf(stored).refresh(stored.refreshToken);
    const renewed = withGrant(stored, grant);
    await store.keep(renewed, stored);
    return renewed;
  }

  async function end(stored: StoredLogin, error: GrantError): Promise<void> {
    log.error("a login is over", { login: stored.login, reason: error.message });
    const ended = { reason: error.message, at: clock.now() };
    const mark = (current: StoredLogin | undefined): StoredLogin | undefined =>
      current && hasSameTokens(current, stored) ? { ...current, ended } : current;
    await store.update(stored.login, mark).catch((failure: UserError) => log.error(failure.message));
  }

  /** Under the lock: adopts what another process did meanwhile, else does it. */
  async function settle(login: string, job: Job): Promise<StoredLogin> {
    let stored = store.get(login);
    for (let tries = 0; ; tries++) {
      if (!stored) throw authenticationFailure(notLoggedInWords(login));
      if (stored.ended !== undefined && !job.asked)
        throw authenticationFailure(endedWords(login, stored.ended.reason));
      if (!job.isStale(stored)) return stored;
      try {
        return await ask(stored);
      } catch (error) {
        if (!(error instanceof GrantError) || error.outcome !== "permanent") throw error;
        // A program that knows nothing of the lock may have used the token up: then its new one is on disk.
        const now = store.get(login);
        if (tries > 0 || !now || hasSameTokens(now, stored)) {
          await end(stored, error);
          throw error;
        }
        stored = now;
      }
    }
  }

  async function run(login: string, job: Job): Promise<StoredLogin> {
    const pace = paceOf(login);
    try {
      const stored = await lockOf(login)(() => settle(login, job));
      pace.succeeded();
      used.delete(login);
      log.debug("login refreshed", { login, expires_at: new Date(stored.expiresAt).toISOString() });
      return stored;
    } catch (error) {
      pace.failed(error instanceof GrantError ? error.retryAfterMs : undefined);
      log.warn("a login could not be refreshed", { login, reason: messageOf(error) });
      throw error;
    }
  }

  /** Joins the refresh that is under way for this login, or starts one. */
  function refresh(login: string, job: Job): Promise<StoredLogin> {
    const flight = running.get(login);
    if (flight) return flight;
    const started = run(login, job).finally(() => running.delete(login));
    running.set(login, started);
    return started;
  }

  const isDue = (stored: StoredLogin): boolean => stored.expiresAt - clock.now() <= refreshAheadMs;
  const whenDue: Job = { isStale: isDue };

  /** Whether a refresh that nobody asked for makes sense now. */
  function mayRefresh(stored: StoredLogin): boolean {
    const pace = paceOf(stored.login);
    return stored.refreshToken !== undefined && pace.waitMs() === 0 && !pace.justSucceeded();
  }

  function refreshBehind(login: string): void {
    refresh(login, whenDue).catch(() => undefined); // logged where it happened; whoever needs the token will see
  }

  function failureOf(login: string, error: unknown): UpstreamError {
    if (error instanceof UpstreamError) return error;
    if (error instanceof GrantError && error.outcome === "permanent") {
      return authenticationFailure(endedWords(login, error.message));
    }
    const waitMs = paceOf(login).waitMs();
    return new UpstreamError({
      kind: "network",
      message: `the login "${login}" could not be refreshed: ${messageOf(error)}`,
      ...(waitMs > 0 && { retryAfterMs: waitMs }),
    });
  }

  async function fresh(login: string): Promise<StoredLogin> {
    const stored = store.get(login);
    if (!stored) throw authenticationFailure(store.problem() ?? notLoggedInWords(login));
    if (stored.ended !== undefined) throw authenticationFailure(endedWords(login, stored.ended.reason));
    used.add(login);
    if (!isDue(stored)) return stored;
    const leftMs = stored.expiresAt - clock.now();
    if (leftMs > refreshFirstMs) {
      if (mayRefresh(stored)) refreshBehind(login);
      return stored;
    }
    // Right after a refresh the server's word counts more than an expiry that looks wrong.
    if (paceOf(login).justSucceeded()) return stored;
    if (!running.has(login) && paceOf(login).waitMs() > 0) {
      if (leftMs > 0) return stored;
      throw failureOf(login, new Error("the last try failed a moment ago"));
    }
    try {
      return await refresh(login, whenDue);
    } catch (error) {
      const failure = failureOf(login, error);
      if (leftMs > 0 && failure.failure.kind === "network") return stored;
      throw failure;
    }
  }

  async function replaceRejected(login: string, rejected: Secret): Promise<boolean> {
    const isRejected = (stored: StoredLogin): boolean => stored.accessToken.reveal() === rejected.reveal();
    try {
      // A refresh that was not made for this rejection may still bring what is wanted.
      await running.get(login)?.catch(() => undefined);
      const stored = store.get(login);
      if (!stored || stored.ended !== undefined) return false;
      if (!isRejected(stored)) return true;
      if (!mayRefresh(stored)) return false;
      return !isRejected(await refresh(login, { isStale: isRejected }));
    } catch {
      return false; // logged where it happened; the rejection itself is what the caller tells of
    }
  }

  async function refreshNow(login: string): Promise<StoredLogin> {
    await running.get(login)?.catch(() => undefined);
    const seen = store.get(login);
    if (!seen) throw new UserError(store.problem() ?? `"${login}" is ${notLoggedInWords(login)}`);
    try {
      return await refresh(login, { isStale: (stored) => hasSameTokens(stored, seen), asked: true });
    } catch (error) {
      throw new UserError(failureOf(login, error).message);
    }
  }

  function refreshDue(): void {
    for (const stored of store.list()) {
      const wanted = used.has(stored.login) && stored.ended === undefined && isDue(stored);
      if (wanted && mayRefresh(stored)) refreshBehind(stored.login);
    }
  }

  function startBackground(): () => void {
    const timer = setInterval(refreshDue, backgroundMs);
    timer.unref();
    return () => clearInterval(timer);
  }

  return { fresh, replaceRejected, refreshNow, refreshDue, startBackground };
}
