import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { Hono } from "hono";
import { type Accounts, openAccounts } from "../../../../src/auth/open-accounts.ts";
import { isJsonObject, type JsonObject } from "../../../../src/json.ts";
import { checkOrigin } from "../../../../src/server/middleware/check-origin.ts";
import { answerError } from "../../../../src/server/on-error.ts";
import { oauthRoutes } from "../../../../src/server/routes/oauth.ts";
import { deadEnd, shownCode } from "../../../support/oauth/browse.ts";
import { type OAuthServer, startOAuthServer } from "../../../support/oauth/start-oauth-server.ts";
import { storedLogin } from "../../../support/oauth/stored.ts";
import { recordingLog, useTemporaryHomes } from "../../../support/oauth/temporary-home.ts";

const temporaryHome = useTemporaryHomes();
let server: OAuthServer;
let accounts: Accounts;
let app: Hono;
let now: number;
const answers: string[] = [];

beforeAll(() => {
  server = startOAuthServer();
});
beforeEach(async () => {
  server.consent = "grant";
  now = Date.now();
  answers.length = 0;
  const { log } = recordingLog();
  accounts = openAccounts({
    folder: await temporaryHome(),
    overrides: {},
    environment: server.environment,
    version: "test",
    log,
    now: () => now,
  });
  app = new Hono();
  app.onError((error, { req }) => answerError(log, error, { id: "req_1", path: req.path }));
  app.use(async ({ req }, next) => {
    checkOrigin(req.raw, []);
    await next();
  });
  app.route("/", oauthRoutes({ accounts, now: () => now }));
});
afterAll(() => server.stop());

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: JsonObject;
}

async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await app.request(`http://127.0.0.1:13456${path}`, {
    ...init,
    headers: { host: "127.0.0.1:13456", ...init.headers },
  });
  const text = await response.text();
  answers.push(text);
  const parsed: unknown = text.startsWith("{") ? JSON.parse(text) : {};
  return { status: response.status, text, json: isJsonObject(parsed) ? parsed : {} };
}

const post = (path: string, body: object): Promise<Answer> =>
  send(`/api/oauth/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

const errorOf = ({ json }: Answer): string => {
  const error = isJsonObject(json.error) ? json.error : {};
  return String(error.message);
};

describe("the original's way to log in", () => {
  test.each([
    ["max", "anthropic"],
    ["console", "anthropic"],
    ["gemini", "google"],
    ["openai-codex", "openai"],
  ])("authorize and exchange for %s", async (oauth_type, vendor) => {
    const started = await post("authorize", { oauth_type });
    expect(started.status).toBe(200);
    expect(Object.keys(started.json).slice(0, 3)).toEqual(["url", "verifier", "instructions"]);
    const url = String(started.json.url);
    expect(url.includes("org%3Acreate_api_key")).toBe(oauth_type === "console");
    const shows = vendor === "anthropic";
    const code = shows ? await shownCode(url) : await deadEnd(url);
    const done = await post("exchange", {
      code,
      verifier: started.json.verifier,
      provider_id: "mine",
      oauth_type,
    });
    expect(done.status).toBe(200);
    expect(done.json).toMatchObject({ success: true, provider_id: "mine" });
    expect(done.json.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
    expect(accounts.store.get("mine")?.vendor).toBe(vendor as "anthropic");
  });

  test("takes Anthropic when no type is said, and refuses what it does not know", async () => {
    expect(String((await post("authorize", {})).json.url)).toContain("/a/oauth/authorize");
    expect((await post("authorize", { oauth_type: "github" })).status).toBe(400);
  });

  test("no answer holds a code, a token, a verifier or a state that is still of use", async () => {
    const started = await post("authorize", { oauth_type: "max" });
    const code = await shownCode(String(started.json.url));
    await post("exchange", { code, verifier: started.json.verifier, provider_id: "mine" });
    await send("/api/oauth/tokens");
    await post("tokens/refresh", { provider_id: "mine" });
    for (const secret of server.secrets()) expect(answers.join("\n")).not.toContain(secret);
  });

  test("what is called verifier is good for one login", async () => {
    const started = await post("authorize", { oauth_type: "max" });
    const body = {
      code: await shownCode(String(started.json.url)),
      verifier: started.json.verifier,
      provider_id: "mine",
    };
    await post("exchange", body);
    const again = await post("exchange", body);
    expect(again.status).toBe(400);
    expect(errorOf(again)).toContain("has been used already");
    expect(errorOf(await post("exchange", { ...body, verifier: "made-up" }))).toContain("no login waits");
  });

  test("a code of another login is refused, and nothing stored", async () => {
    const [mine, theirs] = [await post("authorize", {}), await post("authorize", {})];
    const code = await shownCode(String(theirs.json.url));
    const answer = await post("exchange", { code, verifier: mine.json.verifier, provider_id: "mine" });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toContain("wrong state");
    expect(accounts.store.list()).toEqual([]);
  });
});

describe("a browser that comes back to the daemon", () => {
  const navigation = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };

  async function comeBack(oauth_type: string, more: object): Promise<{ started: Answer; page: Answer }> {
    const started = await post("authorize", { oauth_type, ...more });
    const { pathname, search } = new URL(await deadEnd(String(started.json.url)));
    return { started, page: await send(pathname + search, { headers: navigation }) };
  }

  test("finishes the login when the provider was named", async () => {
    const { started, page } = await comeBack("gemini", { provider_id: "mine" });
    expect(page.text).toContain("Logged in");
    expect(accounts.store.get("mine")?.projectId).toBe("discovered-project");
    const state = await post("login", { verifier: started.json.verifier });
    expect(state.json).toEqual({ status: "done", provider_id: "mine" });
  });

  test("leaves the code here when it was not, for an exchange without one", async () => {
    const { started, page } = await comeBack("gemini", {});
    expect(page.text).toContain("Almost there");
    const done = await post("exchange", { code: "", verifier: started.json.verifier, provider_id: "mine" });
    expect(done.status).toBe(200);
  });

  test("with consent denied is told so, and so is who waits", async () => {
    server.consent = "deny";
    const { started, page } = await comeBack("gemini", { provider_id: "mine" });
    expect(page.status).toBe(400);
    const state = await post("login", { verifier: started.json.verifier });
    expect(state.json).toMatchObject({ status: "failed", message: "consent was denied: nothing was stored" });
  });

  test.each(["/api/oauth/callback", "/auth/callback"])(
    "with a state nobody waits for changes nothing: %s",
    async (path) => {
      const page = await send(`${path}?code=x&state=%3Cb%3E`, { headers: navigation });
      expect(page.status).toBe(400);
      expect(page.text).not.toContain("<b>");
      expect(accounts.store.list()).toEqual([]);
    },
  );

  test("is let in as a navigation only, not as a page's own request", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    expect((await send("/api/oauth/callback?code=x&state=y", { headers })).status).toBe(403);
  });

  test("is sent to the name and port it knows the daemon by", async () => {
    const started = await post("authorize", { oauth_type: "gemini" });
    const redirect = new URL(String(started.json.url)).searchParams.get("redirect_uri");
    expect(redirect).toBe("http://127.0.0.1:13456/api/oauth/callback");
  });
});

describe("a device login over HTTP", () => {
  test("shows a code and finishes by itself", async () => {
    const started = await post("authorize", {
      oauth_type: "openai-codex",
      provider_id: "codex",
      device: true,
    });
    expect(String(started.json.instructions)).toContain(String(started.json.user_code));
    server.devices.approve(String(started.json.user_code));
    while ((await post("login", { verifier: started.json.verifier })).json.status === "waiting")
      await Bun.sleep(10);
    expect(accounts.store.get("codex")?.account.plan).toBe("plus");
  });
});

describe("tokens", () => {
  async function seed(leftMs: number): Promise<void> {
    const stored = storedLogin("mine", server.families.issue("anthropic"), { expiresAt: now + leftMs });
    await accounts.store.update("mine", () => stored);
  }

  test.each([
    [600_000, false, false],
    [299_000, false, true],
    [-1, true, true],
  ])("with %d ms left are listed in the original's terms", async (leftMs, is_expired, needs_refresh) => {
    await seed(leftMs);
    const { text } = await send("/api/oauth/tokens");
    expect(JSON.parse(text)).toEqual([
      expect.objectContaining({
        provider_id: "mine",
        expires_at: new Date(now + leftMs).toISOString().replace("Z", "+00:00"),
        is_expired,
        needs_refresh,
        vendor: "anthropic",
        state: "ready",
      }),
    ]);
  });

  test("are refreshed on demand", async () => {
    await seed(600_000);
    const before = accounts.store.get("mine")?.accessToken.reveal();
    const answer = await post("tokens/refresh", { provider_id: "mine" });
    expect(answer.json).toMatchObject({ success: true, message: "Token refreshed successfully" });
    expect(accounts.store.get("mine")?.accessToken.reveal()).not.toBe(before);
  });

  test("that cannot be refreshed say why", async () => {
    await seed(600_000);
    server.families.revoke(accounts.store.get("mine")?.refreshToken?.reveal() ?? "");
    const answer = await post("tokens/refresh", { provider_id: "mine" });
    expect(answer.status).toBe(500);
    expect(errorOf(answer)).toContain("run `ccm auth login mine`");
    expect((await post("tokens/refresh", { provider_id: "nobody" })).status).toBe(404);
  });

  test("are deleted, also when they were never there", async () => {
    await seed(600_000);
    for (let time = 0; time < 2; time++) {
      const answer = await post("tokens/delete", { provider_id: "mine" });
      expect(answer.json).toEqual({ success: true, message: "Token for 'mine' deleted" });
    }
    expect(accounts.store.list()).toEqual([]);
  });
});

test("a guard keeps everybody out but browsers that come back from a vendor", async () => {
  const refuse = () => Promise.resolve(new Response("not you", { status: 401 }));
  const guarded = new Hono().route("/", oauthRoutes({ accounts, now: () => now, guard: refuse }));
  const statusOf = async (path: string, method = "GET"): Promise<number> =>
    (await guarded.request(`http://127.0.0.1:13456${path}`, { method })).status;
  expect(await statusOf("/api/oauth/tokens")).toBe(401);
  for (const path of ["authorize", "exchange", "login", "tokens/delete", "tokens/refresh"]) {
    expect(await statusOf(`/api/oauth/${path}`, "POST")).toBe(401);
  }
  for (const path of ["/api/oauth/callback", "/auth/callback"]) {
    expect(await statusOf(`${path}?code=c&state=s`)).toBe(400); // no login waits for it
  }
});

describe("what is sent to change something", () => {
  test.each(["authorize", "exchange", "login", "tokens/delete", "tokens/refresh"])(
    "must be JSON: %s",
    async (path) => {
      for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
        const answer = await send(`/api/oauth/${path}`, {
          method: "POST",
          body: "{}",
          headers: { "content-type": type },
        });
        expect(answer.status).toBe(415);
      }
      expect((await send(`/api/oauth/${path}`)).status).toBe(404);
    },
  );

  test("must have what is needed", async () => {
    expect(errorOf(await post("exchange", { code: "c" }))).toBe("verifier is missing or wrong");
    expect(errorOf(await post("tokens/delete", { provider_id: "" }))).toBe("provider_id is missing or wrong");
    const broken = { method: "POST", body: "{", headers: { "content-type": "application/json" } };
    expect((await send("/api/oauth/authorize", broken)).status).toBe(400);
  });
});
