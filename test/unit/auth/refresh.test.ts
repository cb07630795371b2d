import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { StoredLogin } from "../../../src/auth/stored-login.ts";
import { UpstreamError, UserError } from "../../../src/errors.ts";
import { Secret } from "../../../src/secret.ts";
import { openRefresher, TestClock } from "../../support/oauth/open-refresher.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";
import { storedLogin } from "../../support/oauth/stored.ts";
import { useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

const temporaryHome = useTemporaryHomes();
let server: OAuthServer;
beforeAll(() => {
  server = startOAuthServer();
});
afterEach(() => {
  server.requests.length = 0;
  server.families.lifetimeSeconds = 3600;
});
afterAll(() => server.stop());

type Vendor = "anthropic" | "openai" | "google";

/** A process with one login that has `leftMs` to live. */
async function withLogin(leftMs: number, vendor: Vendor = "anthropic", more: Partial<StoredLogin> = {}) {
  const clock = new TestClock();
  const folder = await temporaryHome();
  const opened = openRefresher(server, folder, clock);
  const stored = storedLogin("me", server.families.issue(vendor), {
    vendor,
    expiresAt: clock.now() + leftMs,
    ...more,
  });
  await opened.store.update("me", () => stored);
  return { ...opened, clock, folder, stored };
}

const tokenRequests = () => server.requests.filter(({ path }) => path.endsWith("/oauth/token")).length;

async function failureOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`no UpstreamError but ${String(error)}`);
  return error.failure;
}

describe("a token with time left", () => {
  test("is used as it is", async () => {
    const { refresher, stored } = await withLogin(121_000);
    expect((await refresher.fresh("me")).accessToken.reveal()).toBe(stored.accessToken.reveal());
    expect(tokenRequests()).toBe(0);
  });

  test("is used while a new one is fetched behind it, from two minutes before its end", async () => {
    const { refresher, store, stored } = await withLogin(100_000);
    server.script("/oauth/token", { delayMs: 20 });
    expect((await refresher.fresh("me")).accessToken.reveal()).toBe(stored.accessToken.reveal());
    while (store.get("me")?.accessToken.reveal() === stored.accessToken.reveal()) await Bun.sleep(2);
    expect(tokenRequests()).toBe(1);
  });

  test("is still used when the vendor cannot be reached in its last seconds", async () => {
    const { refresher, stored } = await withLogin(20_000);
    server.script("/oauth/token", { status: 503 });
    expect((await refresher.fresh("me")).accessToken.reveal()).toBe(stored.accessToken.reveal());
  });
});

describe("an expired token", () => {
  test.each(["anthropic", "openai", "google"] as const)(
    "of %s is replaced, stored, and only then used",
    async (vendor) => {
      const { refresher, store, stored } = await withLogin(-1, vendor);
      const fresh = await refresher.fresh("me");
      expect(fresh.accessToken.reveal()).not.toBe(stored.accessToken.reveal());
      expect(server.families.isLive(fresh.accessToken.reveal())).toBe(true);
      expect(store.get("me")?.accessToken.reveal()).toBe(fresh.accessToken.reveal());
      const rotates = vendor !== "google";
      expect(fresh.refreshToken?.reveal() !== stored.refreshToken?.reveal()).toBe(rotates);
    },
  );

  test("costs one refresh for a hundred requests at once", async () => {
    const { refresher } = await withLogin(-1);
    const all = await Promise.all(Array.from({ length: 100 }, () => refresher.fresh("me")));
    expect(new Set(all.map((stored) => stored.accessToken.reveal())).size).toBe(1);
    expect(tokenRequests()).toBe(1);
  });

  test("of a login without refresh token ends that login", async () => {
    const { refresher, store } = await withLogin(-1);
    await store.update("me", (current) => {
      if (!current) return undefined;
      const { refreshToken: _, ...without } = current;
      return without;
    });
    expect(await failureOf(refresher.fresh("me"))).toMatchObject({ kind: "authentication" });
    expect(store.get("me")?.ended?.reason).toContain("no refresh token");
    expect(tokenRequests()).toBe(0);
  });

  test("that another process has replaced is adopted without a call", async () => {
    const { refresher, folder, clock, stored } = await withLogin(-1);
    const other = openRefresher(server, folder, clock);
    const theirs = await other.refresher.fresh("me");
    expect((await refresher.fresh("me")).accessToken.reveal()).toBe(theirs.accessToken.reveal());
    expect(theirs.accessToken.reveal()).not.toBe(stored.accessToken.reveal());
    expect(tokenRequests()).toBe(1);
  });

  test("is refreshed once by two processes that start at the same time", async () => {
    const { refresher, folder, clock } = await withLogin(-1);
    const other = openRefresher(server, folder, clock);
    server.script("/oauth/token", { delayMs: 50 });
    const [mine, theirs] = await Promise.all([refresher.fresh("me"), other.refresher.fresh("me")]);
    expect(mine.accessToken.reveal()).toBe(theirs.accessToken.reveal());
    expect(tokenRequests()).toBe(1);
    expect(server.families.reuses).toBe(0);
  });
});

describe("when the vendor does not answer well", () => {
  test("an expired login fails as a passing trouble, with the time to wait", async () => {
    const { refresher, clock } = await withLogin(-1);
    server.script("/oauth/token", { status: 503, body: "<html>busy</html>" });
    expect(await failureOf(refresher.fresh("me"))).toMatchObject({ kind: "network", retryAfterMs: 5000 });
    clock.advance(1000);
    expect(await failureOf(refresher.fresh("me"))).toMatchObject({ kind: "network", retryAfterMs: 4000 });
    expect(tokenRequests()).toBe(1);
    clock.advance(4000);
    expect(server.families.isLive((await refresher.fresh("me")).accessToken.reveal())).toBe(true);
  });

  test("a 429 is waited out as long as it says", async () => {
    const { refresher } = await withLogin(-1);
    server.script("/oauth/token", { status: 429, headers: { "retry-after": "60" } });
    expect(await failureOf(refresher.fresh("me"))).toMatchObject({ kind: "network", retryAfterMs: 60_000 });
  });

  test("a bot check in front of the service does not end the login", async () => {
    const { refresher, store } = await withLogin(-1);
    server.script("/oauth/token", { status: 403, body: "<html>Just a moment...</html>" });
    expect(await failureOf(refresher.fresh("me"))).toMatchObject({ kind: "network" });
    expect(store.get("me")?.ended).toBeUndefined();
  });

  test("a redirect is not followed, so that no token goes elsewhere", async () => {
    const { refresher } = await withLogin(-1);
    server.script("/oauth/token", { status: 307, headers: { location: `${server.url}/a/elsewhere` } });
    expect(await failureOf(refresher.fresh("me"))).toMatchObject({ kind: "network" });
    expect(server.requests.some(({ path }) => path.endsWith("elsewhere"))).toBe(false);
  });

  test("an answer that got lost is asked for once more, and if the token was used up the login is over", async () => {
    const { refresher, store, clock } = await withLogin(-1);
    server.script("/oauth/token", { lost: true });
    expect(await failureOf(refresher.fresh("me"))).toMatchObject({ kind: "network" });
    clock.advance(5000);
    const failure = await failureOf(refresher.fresh("me"));
    expect(failure.kind).toBe("authentication");
    expect(failure.message).toContain("run `ccm auth login me`");
    expect(store.get("me")?.ended).toEqual({
      reason: expect.stringContaining("invalid_grant"),
      at: clock.now(),
    });
  });
});

describe("a login that is over", () => {
  const revoked = async () => {
    const opened = await withLogin(-1);
    server.families.revoke(opened.stored.refreshToken?.reveal() ?? "");
    return opened;
  };

  test("says so and what to do, and is not asked for again", async () => {
    const { refresher, lines } = await revoked();
    for (let request = 0; request < 3; request++) {
      const failure = await failureOf(refresher.fresh("me"));
      expect(failure.kind).toBe("authentication");
      expect(failure.message).toMatch(
        /^the login "me" is over \(.*invalid_grant.*\): run `ccm auth login me`$/,
      );
    }
    expect(tokenRequests()).toBe(1);
    expect(lines.filter((line) => line.includes("a login is over"))).toHaveLength(1);
  });

  test("is known as such to the next process", async () => {
    const { refresher, folder, clock } = await revoked();
    await failureOf(refresher.fresh("me"));
    await failureOf(openRefresher(server, folder, clock).refresher.fresh("me"));
    expect(tokenRequests()).toBe(1);
  });

  test("is asked for once by two processes that find out at the same time", async () => {
    const { refresher, folder, clock } = await revoked();
    const other = openRefresher(server, folder, clock);
    server.script("/oauth/token", { delayMs: 30 });
    const failures = await Promise.all([
      failureOf(refresher.fresh("me")),
      failureOf(other.refresher.fresh("me")),
    ]);
    for (const { kind, message } of failures) {
      expect(kind).toBe("authentication");
      expect(message).toMatch(/^the login "me" is over \(.*invalid_grant.*\): run `ccm auth login me`$/);
    }
    expect(tokenRequests()).toBe(1);
  });

  test("by a logout while a process waits for its turn is not brought back", async () => {
    const { refresher, store, folder, clock } = await withLogin(-1);
    const other = openRefresher(server, folder, clock);
    server.script("/oauth/token", { delayMs: 60 });
    const first = refresher.fresh("me");
    await Bun.sleep(20);
    const second = failureOf(other.refresher.fresh("me"));
    await store.update("me", () => undefined);
    await first;
    expect(await second).toMatchObject({
      kind: "authentication",
      message: "not logged in: run `ccm auth login me`",
    });
    expect(store.list()).toEqual([]);
    expect(tokenRequests()).toBe(1);
  });

  test("lives again with a new login", async () => {
    const { refresher, store, stored } = await revoked();
    await failureOf(refresher.fresh("me"));
    const again = { ...storedLogin("me", server.families.issue("anthropic")), vendor: "anthropic" as const };
    await store.update("me", () => again);
    expect((await refresher.fresh("me")).accessToken.reveal()).toBe(again.accessToken.reveal());
    expect(stored.accessToken.reveal()).not.toBe(again.accessToken.reveal());
  });

  test("is tried once more when a person asks for it", async () => {
    const { refresher, store } = await withLogin(1000, "anthropic", {
      ended: { reason: "a mistake", at: 0 },
    });
    expect((await failureOf(refresher.fresh("me"))).kind).toBe("authentication");
    await refresher.refreshNow("me");
    expect(store.get("me")?.ended).toBeUndefined();
  });

  test("is not over when a program without locks has used the token: its new one is taken", async () => {
    const { refresher, store, stored, clock } = await withLogin(-1);
    server.script("/oauth/token", { delayMs: 60 });
    const waiting = refresher.fresh("me");
    await Bun.sleep(20);
    const result = server.families.refresh(stored.refreshToken?.reveal() ?? "");
    if (result.outcome !== "granted") throw new Error("not granted");
    const theirs = { ...storedLogin("me", result.tokens), expiresAt: clock.now() + 3_600_000 };
    await store.update("me", () => theirs);
    expect((await waiting).accessToken.reveal()).toBe(theirs.accessToken.reveal());
    expect(store.get("me")?.ended).toBeUndefined();
  });

  test("there never was one", async () => {
    const { refresher } = await withLogin(1000);
    expect(await failureOf(refresher.fresh("nobody"))).toMatchObject({
      kind: "authentication",
      message: "not logged in: run `ccm auth login nobody`",
    });
  });
});

describe("after a 401", () => {
  test("a token that looked good is replaced", async () => {
    const { refresher, store, stored } = await withLogin(3_600_000);
    expect(await refresher.replaceRejected("me", stored.accessToken)).toBe(true);
    expect(store.get("me")?.accessToken.reveal()).not.toBe(stored.accessToken.reveal());
  });

  test("many rejections of one token cost one refresh", async () => {
    const { refresher, stored } = await withLogin(3_600_000);
    const all = await Promise.all(
      Array.from({ length: 20 }, () => refresher.replaceRejected("me", stored.accessToken)),
    );
    expect(all.every(Boolean)).toBe(true);
    expect(await refresher.replaceRejected("me", stored.accessToken)).toBe(true);
    expect(tokenRequests()).toBe(1);
  });

  test("a new token that is rejected too is not replaced in a loop", async () => {
    const { refresher, store, stored, clock } = await withLogin(3_600_000);
    await refresher.replaceRejected("me", stored.accessToken);
    const second = store.get("me")?.accessToken ?? stored.accessToken;
    expect(await refresher.replaceRejected("me", second)).toBe(false);
    expect(tokenRequests()).toBe(1);
    clock.advance(30_000);
    expect(await refresher.replaceRejected("me", second)).toBe(true);
  });

  test("a refresh that was not made for it is waited for, but not taken for its own", async () => {
    const { refresher, store, stored } = await withLogin(100_000);
    server.script("/oauth/token", { delayMs: 30 });
    await refresher.fresh("me");
    expect(await refresher.replaceRejected("me", stored.accessToken)).toBe(true);
    expect(store.get("me")?.accessToken.reveal()).not.toBe(stored.accessToken.reveal());
    expect(tokenRequests()).toBe(1);
  });

  test("nothing is claimed when the vendor is away or the login is over", async () => {
    const { refresher, stored, store } = await withLogin(3_600_000);
    server.script("/oauth/token", { status: 500 });
    expect(await refresher.replaceRejected("me", stored.accessToken)).toBe(false);
    await store.update("me", (current) => current && { ...current, ended: { reason: "revoked", at: 0 } });
    expect(await refresher.replaceRejected("me", stored.accessToken)).toBe(false);
    expect(await refresher.replaceRejected("nobody", stored.accessToken)).toBe(false);
  });
});

describe("a token that looks expired right after its refresh", () => {
  test("is used, and not refreshed in a loop", async () => {
    server.families.lifetimeSeconds = 0;
    const { refresher, clock } = await withLogin(-1);
    const first = await refresher.fresh("me");
    for (let request = 0; request < 5; request++) {
      expect((await refresher.fresh("me")).accessToken.reveal()).toBe(first.accessToken.reveal());
    }
    expect(tokenRequests()).toBe(1);
    clock.advance(30_000);
    await refresher.fresh("me");
    expect(tokenRequests()).toBe(2);
  });
});

describe("in the background", () => {
  test("a login in use is refreshed before it expires", async () => {
    const { refresher, store, clock, stored } = await withLogin(3_600_000);
    await refresher.fresh("me");
    refresher.refreshDue();
    expect(tokenRequests()).toBe(0);
    clock.advance(3_500_000);
    refresher.refreshDue();
    while (store.get("me")?.accessToken.reveal() === stored.accessToken.reveal()) await Bun.sleep(2);
    expect(tokenRequests()).toBe(1);
  });

  test("a login that nobody uses is left alone, and so is one that is over", async () => {
    const { refresher, store } = await withLogin(100_000);
    refresher.refreshDue();
    await refresher.replaceRejected("me", store.get("me")?.accessToken ?? new Secret(""));
    await store.update(
      "me",
      (current) => current && { ...current, expiresAt: 0, ended: { reason: "r", at: 0 } },
    );
    refresher.refreshDue();
    await Bun.sleep(20);
    expect(tokenRequests()).toBe(1); // the one for the rejection
  });
});

describe("when a person asks", () => {
  test("the tokens are replaced now, back-off or not", async () => {
    const { refresher, stored, store } = await withLogin(3_600_000);
    server.script("/oauth/token", { status: 500 });
    await refresher.replaceRejected("me", stored.accessToken);
    await refresher.refreshNow("me");
    expect(store.get("me")?.accessToken.reveal()).not.toBe(stored.accessToken.reveal());
  });

  test("a try that fails under way is not taken for the one they asked for", async () => {
    const { refresher, stored, store } = await withLogin(100_000);
    server.script("/oauth/token", { status: 500, delayMs: 30 });
    await refresher.fresh("me");
    await refresher.refreshNow("me");
    expect(store.get("me")?.accessToken.reveal()).not.toBe(stored.accessToken.reveal());
  });

  test("a failure is a plain line", async () => {
    const { refresher } = await withLogin(3_600_000);
    server.script("/oauth/token", { status: 500 });
    await expect(refresher.refreshNow("me")).rejects.toBeInstanceOf(UserError);
    await expect(refresher.refreshNow("nobody")).rejects.toThrow('"nobody" is not logged in');
  });
});

test("no log line at any level holds a token", async () => {
  const { refresher, lines, stored } = await withLogin(-1);
  const echo = JSON.stringify({ error: "server_error", error_description: stored.refreshToken?.reveal() });
  server.script("/oauth/token", { status: 500, body: echo });
  await failureOf(refresher.fresh("me"));
  await refresher.refreshNow("me");
  expect(lines.length).toBeGreaterThan(1);
  for (const secret of server.secrets()) expect(lines.join("\n")).not.toContain(secret);
});
