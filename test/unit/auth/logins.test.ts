import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { createFlows } from "../../../src/auth/create-flows.ts";
import { LoginError } from "../../../src/auth/login-error.ts";
import { createLogins, type LoginRequest, type Logins } from "../../../src/auth/logins.ts";
import { openTokenStore, type TokenStore } from "../../../src/auth/store.ts";
import { createVendorHttp } from "../../../src/auth/vendor-http.ts";
import { findFreePort } from "../../support/ccm/start-ccm.ts";
import { browse, deadEnd, shownCode } from "../../support/oauth/browse.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";
import { recordingLog, useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

const temporaryHome = useTemporaryHomes();
let server: OAuthServer;
let store: TokenStore;
let logins: Logins;
let lines: string[];
let now: number;

beforeAll(() => {
  server = startOAuthServer();
});
afterAll(() => server.stop());

async function openLogins(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const recording = recordingLog();
  lines = recording.lines;
  store = openTokenStore({ folder: await temporaryHome(), log: recording.log });
  now = Date.now();
  const clock = { now: () => now, sleep: (ms: number) => Bun.sleep(Math.min(ms, 5)) };
  const http = createVendorHttp({ userAgent: "ccm/test" });
  const flows = createFlows({
    http,
    overrides: {},
    environment: { ...server.environment, ...environment },
    clock,
  });
  logins = createLogins({ flows, store, log: recording.log, clock });
}

beforeEach(async () => {
  server.consent = "grant";
  server.devices.offered = true;
  Object.assign(server.codeAssist, { tier: "current", project: "discovered-project", polls: 0, reasons: [] });
  await openLogins();
});
afterEach(() => {
  logins.close();
  // Whatever a test did, its log stayed clean.
  for (const secret of server.secrets()) expect(lines.join("\n")).not.toContain(secret);
});

const start = (request: Partial<LoginRequest> = {}) =>
  logins.start({ vendor: "anthropic", form: "browser", login: "me", ...request });

async function problemOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => "no error",
    (reason: unknown) => reason,
  );
  return error instanceof LoginError ? error.problem : String(error);
}

const vendors = ["anthropic", "openai", "google"] as const;

describe("a login with the browser on this machine", () => {
  test.each(vendors)("of %s is stored when the browser comes back", async (vendor) => {
    const started = await start({ vendor });
    expect(started.form).toBe("browser");
    const page = await browse(started.url);
    expect(page.status).toBe(200);
    expect(page.html).toContain("Logged in");
    const stored = await started.done;
    expect(store.get("me")?.accessToken.reveal()).toBe(stored.accessToken.reveal());
    expect(server.families.isLive(stored.accessToken.reveal())).toBe(true);
    expect(stored).toMatchObject({ vendor, account: { email: "ada@example.com" } });
    expect(stored.projectId).toBe(vendor === "google" ? "discovered-project" : undefined);
    for (const secret of server.secrets()) expect(page.html).not.toContain(secret);
    expect(lines.join("\n")).toContain('"message":"logged in"');
  });

  test("stops listening as soon as it is done", async () => {
    const started = await start();
    await browse(started.url);
    await expect(fetch(started.pending.redirectUri)).rejects.toThrow();
  });

  test("takes the second registered port when the first is busy", async () => {
    const [first, second] = [await findFreePort(), await findFreePort()];
    await openLogins({ CCM_AUTH_OPENAI_CALLBACK_PORTS: `${first},${second}` });
    const blocker = Bun.listen({ hostname: "127.0.0.1", port: first, socket: { data() {} } });
    const started = await start({ vendor: "openai" });
    blocker.stop();
    expect(started.pending.redirectUri).toBe(`http://localhost:${second}/auth/callback`);
    await browse(started.url);
    expect((await started.done).login).toBe("me");
  });

  test("becomes one by pasting when all ports are busy", async () => {
    const port = await findFreePort();
    await openLogins({ CCM_AUTH_OPENAI_CALLBACK_PORTS: String(port) });
    const blocker = Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } });
    const started = await start({ vendor: "openai" });
    expect(started).toMatchObject({ form: "paste", busyPorts: [port] });
    await logins.finish(started.id, await deadEnd(started.url));
    blocker.stop();
    expect(store.get("me")?.account.id).toBe("acct-42");
  });

  test("goes on when a page elsewhere sends the browser here with a state it made up", async () => {
    const refused: string[] = [];
    const started = await start({ refused: (message) => refused.push(message) });
    const forged = await browse(`${started.pending.redirectUri}?code=theirs&state=made-up`);
    expect(forged.status).toBe(400);
    expect(forged.html).toContain("no login waits for this answer");
    expect(refused).toHaveLength(1);
    expect(store.list()).toEqual([]);
    await browse(started.url);
    expect((await started.done).login).toBe("me");
  });

  test.each(["?code=c", "?code=c&state=a&state=b", "?error=access_denied"])(
    "is not ended by %s, which names no login",
    async (query) => {
      const started = await start();
      expect((await browse(started.pending.redirectUri + query)).status).toBe(400);
      expect(logins.stateOf(started.id)?.status).toBe("waiting");
    },
  );

  test("ends when consent is denied", async () => {
    server.consent = "deny";
    const started = await start();
    const page = await browse(started.url);
    expect(page.html).toContain("consent was denied");
    expect(await problemOf(started.done)).toBe("denied");
    expect(store.list()).toEqual([]);
  });

  test("that has ended goes on saying why", async () => {
    server.consent = "deny";
    const started = await start({ redirectUri: "http://127.0.0.1:9/cb" });
    const returned = new URL(await deadEnd(started.url)).searchParams;
    await logins.receive(returned);
    expect(await (await logins.receive(returned)).text()).toContain("consent was denied");
    expect(await problemOf(logins.finish(started.id, "code"))).toBe("denied");
  });

  test("shows a vendor's error as text, never as markup", async () => {
    const started = await start();
    const query = new URLSearchParams({ error: "<script>alert(1)</script>", state: started.pending.state });
    const page = await browse(`${started.pending.redirectUri}?${query}`);
    expect(page.html).not.toContain("<script");
  });
});

describe("a login by pasting", () => {
  test.each(["anthropic", "google"] as const)("of %s takes the code its page shows", async (vendor) => {
    const started = await start({ vendor, form: "paste" });
    expect(started.form).toBe("paste");
    await logins.finish(started.id, `  ${await shownCode(started.url)}\n`);
    expect((await started.done).vendor).toBe(vendor);
  });

  test.each(vendors)("of %s takes the whole address that the browser could not load", async (vendor) => {
    const started = await start({ vendor, form: "paste" });
    await logins.finish(started.id, await deadEnd(started.url));
    expect((await started.done).vendor).toBe(vendor);
  });

  test("can be told the name with the code", async () => {
    const { login: _, ...request } = { vendor: "anthropic", form: "paste", login: "" } as const;
    const started = await logins.start(request);
    await logins.finish(started.id, await shownCode(started.url), "named-late");
    expect(store.get("named-late")?.vendor).toBe("anthropic");
  });

  test("refuses another login's name and another vendor's", async () => {
    const started = await start({ form: "paste" });
    const code = await shownCode(started.url);
    expect(await problemOf(logins.finish(started.id, code, "you"))).toBe("wrong_state");
    expect(await problemOf(logins.finish(started.id, code, "me", "openai"))).toBe("wrong_state");
    expect(store.list()).toEqual([]);
  });

  test("refuses the code of another login, and still takes its own", async () => {
    const [mine, other] = [await start({ form: "paste" }), await start({ form: "paste", login: "other" })];
    const code = await shownCode(mine.url);
    expect(await problemOf(logins.finish(mine.id, await shownCode(other.url)))).toBe("wrong_state");
    expect(store.list()).toEqual([]);
    await logins.finish(mine.id, code);
    expect((await mine.done).login).toBe("me");
  });

  test("two at once do not disturb each other", async () => {
    const [a, b] = [await start({ form: "paste", login: "a" }), await start({ form: "paste", login: "b" })];
    const [codeA, codeB] = [await shownCode(a.url), await shownCode(b.url)];
    await Promise.all([logins.finish(b.id, codeB), logins.finish(a.id, codeA)]);
    expect(
      store
        .list()
        .map(({ login }) => login)
        .sort(),
    ).toEqual(["a", "b"]);
  });

  test("what is no code leaves it waiting", async () => {
    const started = await start({ form: "paste" });
    expect(await problemOf(logins.finish(started.id, "not a code"))).toBe("no_code");
    expect(await problemOf(logins.finish(started.id, ""))).toBe("no_code");
    expect(logins.stateOf(started.id)?.status).toBe("waiting");
  });
});

describe("a login is good for one code", () => {
  test("a replayed callback gets a page that says so", async () => {
    const started = await start({ redirectUri: "http://127.0.0.1:9/cb" });
    const returned = new URL(await deadEnd(started.url)).searchParams;
    expect((await logins.receive(returned)).status).toBe(200);
    const replayed = await logins.receive(returned);
    expect(replayed.status).toBe(400);
    expect(await replayed.text()).toContain("has been used already");
  });

  test("a code that the vendor refuses uses it up", async () => {
    const started = await start({ form: "paste" });
    expect(await problemOf(logins.finish(started.id, "code-that-never-was"))).toBe("refused");
    expect(await problemOf(started.done)).toBe("refused");
    expect(await problemOf(logins.finish(started.id, await shownCode(started.url)))).toBe("used");
    expect(store.list()).toEqual([]);
  });

  test("a code that was used elsewhere is refused in plain words", async () => {
    const started = await start({ form: "paste" });
    const code = await shownCode(started.url);
    server.script("/a/oauth/token", {
      status: 400,
      body: JSON.stringify({ error: "invalid_grant", error_description: `code ${code} was used` }),
    });
    const failed = logins.finish(started.id, code);
    await expect(failed).rejects.toThrow(
      /^the code was refused \(.*400: invalid_grant\): start the login again$/,
    );
  });
});

describe("a login is good for ten minutes", () => {
  test("a code that comes a second later is refused", async () => {
    const started = await start({ form: "paste" });
    const code = await shownCode(started.url);
    now += 600_001;
    expect(await problemOf(logins.finish(started.id, code))).toBe("expired");
    expect(store.list()).toEqual([]);
  });

  test("its listener goes with it", async () => {
    const started = await logins.start({ vendor: "anthropic", form: "browser", login: "me" });
    logins.close();
    expect(await problemOf(started.done)).toBe("cancelled");
    await expect(fetch(started.pending.redirectUri)).rejects.toThrow();
  });

  test("or until it is called off, which ends no other", async () => {
    const [one, other] = [await start({ form: "paste" }), await start({ form: "paste", login: "other" })];
    logins.cancel(one.id);
    logins.cancel("never-was");
    expect(await problemOf(one.done)).toBe("cancelled");
    expect(logins.stateOf(other.id)?.status).toBe("waiting");
  });

  test("a login that another process began is taken up for the rest of its time", async () => {
    const { pending, url } = await start({ form: "paste" });
    const code = await shownCode(url);
    logins.close();
    const before = now;
    await openLogins();
    now = before;
    logins.resume(pending);
    expect((await logins.finish(pending.id, code)).login).toBe("me");
  });

  test("sixty-four may wait; the oldest makes room", async () => {
    const first = await start({ form: "paste" });
    for (let count = 0; count < 64; count++) await start({ form: "paste" });
    expect(await problemOf(first.done)).toBe("cancelled");
    expect(logins.stateOf(first.id)).toBeUndefined();
  });
});

describe("a login that comes back to the daemon's own server", () => {
  test("waits there when the name is not known yet, and is finished without a code", async () => {
    const started = await logins.start({
      vendor: "google",
      form: "browser",
      redirectUri: "http://127.0.0.1:9/cb",
    });
    const page = await logins.receive(new URL(await deadEnd(started.url)).searchParams);
    expect(await page.text()).toContain("Almost there");
    expect(logins.stateOf(started.id)?.status).toBe("received");
    expect(store.list()).toEqual([]);
    await logins.finish(started.id, "", "late");
    expect(store.get("late")?.vendor).toBe("google");
  });
});

describe("a device login", () => {
  test("is stored when the person has typed the code", async () => {
    const started = await start({ vendor: "openai", form: "device" });
    expect(started.url).toEndWith("/codex/device");
    server.devices.approve(started.userCode ?? "");
    expect((await started.done).account).toMatchObject({ id: "acct-42", plan: "plus" });
  });

  test("survives a poll that fails on the way", async () => {
    server.script("/deviceauth/token", { status: 503 }, { status: 500 });
    const started = await start({ vendor: "openai", form: "device" });
    server.devices.approve(started.userCode ?? "");
    expect((await started.done).login).toBe("me");
  });

  test("ends when the vendor says no for good", async () => {
    server.script("/deviceauth/token", { status: 401, body: '{"error":{"code":"access_denied"}}' });
    const started = await start({ vendor: "openai", form: "device" });
    expect(await problemOf(started.done)).toBe("refused");
  });

  test("ends after fifteen minutes", async () => {
    const started = await start({ vendor: "openai", form: "device" });
    now += 15 * 60_000 + 1;
    expect(await problemOf(started.done)).toBe("expired");
  });

  test.each(["anthropic", "google"] as const)("is not to be had from %s", async (vendor) => {
    expect(await problemOf(start({ vendor, form: "device" }))).toBe("unsupported");
  });

  test("that the account forbids says what to do", async () => {
    server.devices.offered = false;
    await expect(start({ vendor: "openai", form: "device" })).rejects.toThrow("turn on device codes");
  });
});

describe("the account behind a login", () => {
  test("that Google does not serve is not stored", async () => {
    Object.assign(server.codeAssist, { tier: "none", reasons: [{ reasonMessage: "Not in your country." }] });
    const started = await start({ vendor: "google" });
    const page = await browse(started.url);
    expect(page.html).toContain("Not in your country.");
    expect(await problemOf(started.done)).toBe("ineligible");
    expect(store.list()).toEqual([]);
  });

  test("that could not be asked for is stored, and set up later", async () => {
    server.script("loadCodeAssist", { status: 503 });
    const started = await start({ vendor: "google" });
    await browse(started.url);
    expect((await started.done).projectId).toBeUndefined();
    expect(store.get("me")).toBeDefined();
  });

  test("replaces the one before it, and keeps members of the entry that ccm does not know", async () => {
    const first = await start({ form: "paste" });
    await logins.finish(first.id, await shownCode(first.url));
    await store.update(
      "me",
      (current) => current && { ...current, ended: { reason: "x", at: 0 }, unknown: { enterprise_url: "u" } },
    );
    const second = await start({ form: "paste" });
    await logins.finish(second.id, await shownCode(second.url));
    expect(store.get("me")?.ended).toBeUndefined();
    expect(store.get("me")?.unknown).toEqual({ enterprise_url: "u" });
  });
});

test("a vendor that cannot be reached is said so, and nothing is stored", async () => {
  const started = await start({ form: "paste" });
  const code = await shownCode(started.url);
  server.script("/a/oauth/token", { status: 500 });
  expect(await problemOf(logins.finish(started.id, code))).toBe("unreachable");
  expect(store.list()).toEqual([]);
});
