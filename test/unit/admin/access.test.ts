import { describe, expect, test } from "bun:test";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { canaries, configWithSecrets, jsonPaths, pages, tokensWithSecrets } from "./config-with-secrets.ts";
import { csrfOf, openDaemon } from "./open-daemon.ts";

const options = { config: configWithSecrets, tokens: tokensWithSecrets };
const wide = { ...options, host: "0.0.0.0" };

describe("a form", () => {
  const actions = [
    "/test",
    "/test/stream",
    "/accounts/login",
    "/accounts/logout",
    "/accounts/refresh",
    "/settings/theme",
  ];

  test("without the token of a page is refused", async () => {
    const { ask } = await openDaemon(options);
    for (const action of actions) {
      const body = new URLSearchParams({ message: "x", login: "chatgpt", theme: "dark" });
      const response = await ask(action, { method: "POST", body });
      expect([action, response.status]).toEqual([action, 403]);
    }
  });

  test("that is refused leads back to a page that there is", async () => {
    const { ask } = await openDaemon(options);
    for (const action of ["/models/add", "/providers/openrouter/test", "/settings/theme"]) {
      const refused = await ask(action, { method: "POST", body: new URLSearchParams({ csrf: "old" }) });
      const [, link = ""] = /<a class="btn" href="([^"]+)"/.exec(await refused.text()) ?? [];
      expect([action, refused.status, (await ask(link)).status]).toEqual([action, 403, 200]);
    }
  });

  test("with the token of another daemon is refused", async () => {
    const [one, other] = [await openDaemon(options), await openDaemon(options)];
    const csrf = csrfOf(await (await one.ask("/settings")).text());
    expect(csrf).not.toBe("");
    const post = { method: "POST", body: new URLSearchParams({ csrf, theme: "dark" }) };
    expect((await other.ask("/settings/theme", post)).status).toBe(403);
    expect((await one.ask("/settings/theme", post)).status).toBe(303);
  });

  test("sent as anything but a form is refused, a token or not", async () => {
    const { ask } = await openDaemon(options);
    const csrf = csrfOf(await (await ask("/settings")).text());
    for (const type of ["text/plain", "application/json"]) {
      const response = await ask("/settings/theme", {
        method: "POST",
        headers: { "content-type": type },
        body: `csrf=${encodeURIComponent(csrf)}&theme=dark`,
      });
      expect([type, response.status]).toEqual([type, 415]);
    }
  });

  test("from another site's page is refused before all else", async () => {
    const { ask } = await openDaemon(options);
    const csrf = csrfOf(await (await ask("/settings")).text());
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ]) {
      const post = { method: "POST", headers, body: new URLSearchParams({ csrf, theme: "dark" }) };
      expect((await ask("/settings/theme", post)).status).toBe(403);
      expect((await ask("/", { headers })).status).toBe(403);
    }
  });

  test("to a rebound host name is refused", async () => {
    const { ask } = await openDaemon(options);
    for (const host of ["evil.example:13456", "127.0.0.1.nip.io:13456", "127.0.0.1:99"]) {
      expect((await ask("/", { headers: { host } })).status).toBe(403);
    }
  });
});

describe("the theme", () => {
  test("is kept in a cookie that scripts cannot read, and is on the page from the first byte", async () => {
    const { ask, submit } = await openDaemon(options);
    const chosen = await submit("/settings", "/settings/theme", { theme: "dark" });
    const cookie = chosen.headers.get("set-cookie") ?? "";
    expect(cookie).toContain("HttpOnly");
    expect(cookie).toContain("SameSite=Strict");
    const html = await (await ask("/", { headers: { cookie: "ccm_theme=dark" } })).text();
    expect(html).toStartWith('<!doctype html><html lang="en" data-theme="dark">');
    const forged = await (await ask("/", { headers: { cookie: 'ccm_theme="><script>' } })).text();
    expect(forged).toStartWith('<!doctype html><html lang="en"><head>');
  });
});

describe("a log-out", () => {
  test("deletes the tokens and says so", async () => {
    const { ask, submit, home } = await openDaemon({
      ...options,
      tokens: { chatgpt: { ...tokensWithSecrets.chatgpt, refresh_token: "" } },
    });
    const response = await submit("/accounts", "/accounts/logout", { login: "chatgpt" });
    expect(response.headers.get("location")).toBe("/accounts?done=logged-out");
    expect(await readFile(join(home, "oauth_tokens.json"), "utf8")).not.toContain("access_token");
    expect(await (await ask("/accounts?done=logged-out")).text()).toContain("Logged out.");
  });
});

describe("a login", () => {
  test("that is over is told in a sentence", async () => {
    const { submit } = await openDaemon(options);
    const response = await submit("/accounts", "/accounts/finish", { id: "gone", code: "x" });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining("This login is over: start another one"),
    ]);
  });
});

describe("beyond this machine", () => {
  const tokenOf = async (home: string): Promise<string> =>
    (await readFile(join(home, "admin_token"), "utf8")).trim();

  test("pages lead to the login, JSON is refused, /v1 and the health check stay open", async () => {
    const { ask } = await openDaemon({ ...wide, peer: "192.0.2.1" });
    for (const path of pages) {
      const response = await ask(path);
      expect([path, response.status, response.headers.get("location")]).toEqual([path, 303, "/login"]);
    }
    for (const path of jsonPaths) expect([path, (await ask(path)).status]).toEqual([path, 401]);
    for (const path of ["/api/oauth/tokens/delete", "/api/oauth/authorize", "/accounts/logout"]) {
      const response = await ask(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"provider_id":"chatgpt"}',
      });
      expect([path, response.status]).toEqual([path, 401]);
    }
    expect((await ask("/health")).status).toBe(200);
    expect((await ask("/login")).status).toBe(200);
  });

  test("the token is 256 random bits in a private file", async () => {
    const [one, other] = [await openDaemon(wide), await openDaemon(wide)];
    expect((await stat(join(one.home, "admin_token"))).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await tokenOf(one.home), "base64url")).toHaveLength(32);
    expect(await tokenOf(one.home)).not.toBe(await tokenOf(other.home));
  });

  test("the token opens a session whose cookie does not hold it", async () => {
    const { ask, submit, home } = await openDaemon(wide);
    const token = await tokenOf(home);
    const response = await submit("/login", "/login", { token });
    const cookie = response.headers.get("set-cookie") ?? "";
    expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
    expect(cookie).toContain("HttpOnly");
    expect(cookie).toContain("SameSite=Strict");
    expect(cookie).not.toContain(token);
    const [session = ""] = cookie.split(";");
    expect((await ask("/", { headers: { cookie: session } })).status).toBe(200);
    expect((await ask("/", { headers: { cookie: `${session}0` } })).status).toBe(303);
    expect((await ask("/api/status", { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  test("a wrong token is refused and nothing is opened", async () => {
    const { submit } = await openDaemon(wide);
    const response = await submit("/login", "/login", { token: "wrong" });
    expect([response.status, response.headers.get("set-cookie")]).toEqual([401, null]);
    expect(await response.text()).toContain("That token is not right.");
  });

  test("a refusal shows a stranger nothing of what is inside", async () => {
    const { ask } = await openDaemon(wide);
    const response = await ask("/login", { method: "POST", body: new URLSearchParams({ token: "x" }) });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain("Providers");
  });

  test("on this machine alone nobody is asked", async () => {
    const { ask, home } = await openDaemon(options);
    expect((await ask("/")).status).toBe(200);
    expect(await stat(join(home, "admin_token")).catch(() => undefined)).toBeUndefined();
  });
});

describe("inside the container", () => {
  const config = "/api/config/json";

  test("the masked config needs no token", async () => {
    const { ask } = await openDaemon(wide);
    const response = await ask(config);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ server: { host: "0.0.0.0" }, router: { default: "demo" } });
    for (const secret of Object.values(canaries)) expect(text).not.toContain(secret);
  });

  test("nothing else is read or changed without it", async () => {
    const { ask } = await openDaemon(wide);
    for (const path of [...jsonPaths, `${config}/`, "/api/config//json"]) {
      if (path !== config) expect([path, (await ask(path)).status]).toEqual([path, 401]);
    }
    for (const method of ["POST", "PUT", "DELETE", "HEAD"]) {
      expect([method, (await ask(config, { method })).status]).toEqual([method, 401]);
    }
  });

  test("a proxy in between, or another name for this machine, takes the right away", async () => {
    const { ask } = await openDaemon(wide);
    for (const headers of [
      { forwarded: "for=192.0.2.1" },
      { via: "1.1 proxy" },
      { "x-forwarded-for": "192.0.2.1" },
      { "x-forwarded-host": "ccm.example" },
      { "x-real-ip": "192.0.2.1" },
      { host: "192.168.1.5:13456" },
      { host: "ccm:13456" },
      { host: "127.0.0.1:8080" },
    ]) {
      expect([headers, (await ask(config, { headers })).status]).toEqual([headers, 401]);
    }
  });

  test("a browser's page from elsewhere is refused as everywhere", async () => {
    const { ask } = await openDaemon(wide);
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
      expect([headers, (await ask(config, { headers })).status]).toEqual([headers, 403]);
    }
    expect((await ask(config, { headers: { host: "evil.example:13456" } })).status).toBe(403);
  });

  test("whoever comes through the published port is outside", async () => {
    const { ask } = await openDaemon({ ...wide, peer: "172.18.0.1" });
    expect((await ask(config)).status).toBe(401);
  });
});

describe("a ticket", () => {
  const cookieFor = async (ticket: string, { submit }: Awaited<ReturnType<typeof openDaemon>>) =>
    (await submit("/login", "/login", { token: ticket })).headers.get("set-cookie");

  test("opens a session, once, and only who has the token gets one", async () => {
    const daemon = await openDaemon(wide);
    const token = (await readFile(join(daemon.home, "admin_token"), "utf8")).trim();
    expect((await daemon.ask("/api/admin/ticket", { method: "POST" })).status).toBe(401);
    const response = await daemon.ask("/api/admin/ticket", {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    const { ticket } = (await response.json()) as { ticket: string }; // our own answer
    expect(ticket).not.toContain(token);
    expect(await cookieFor(ticket, daemon)).toStartWith("ccm_admin=");
    expect(await cookieFor(ticket, daemon)).toBeNull();
  });
});
