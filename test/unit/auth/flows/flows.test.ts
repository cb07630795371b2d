import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { createFlows, type Flows } from "../../../../src/auth/create-flows.ts";
import { challengeOf, createVerifier } from "../../../../src/auth/pkce.ts";
import { createVendorHttp } from "../../../../src/auth/vendor-http.ts";
import { Secret } from "../../../../src/secret.ts";
import { type OAuthServer, startOAuthServer } from "../../../support/oauth/start-oauth-server.ts";

const clock = { now: () => 1_000_000, sleep: () => Promise.resolve() };
const http = createVendorHttp({ userAgent: "ccm/9.9" });
const published = createFlows({ http, overrides: {}, environment: {}, clock });

let server: OAuthServer;
let flows: Flows;
beforeAll(() => {
  server = startOAuthServer();
  flows = createFlows({ http, overrides: {}, environment: server.environment, clock });
});
beforeEach(() => {
  server.requests.length = 0;
});
afterAll(() => server.stop());

function queryOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

/** Goes through the consent page as a browser would, and exchanges what it gives. */
async function logIn(vendor: keyof Flows) {
  const verifier = createVerifier();
  const redirectUri = `${server.url}/somewhere`;
  const url = flows[vendor].authorizeUrl({ redirectUri, state: "a-state", challenge: challengeOf(verifier) });
  const page = await fetch(url, { redirect: "manual" });
  const code = new URL(page.headers.get("location") ?? "").searchParams.get("code") ?? "";
  return flows[vendor].exchange({ code, state: "a-state", verifier, redirectUri });
}

const lastRequest = (pathEnd: string) => server.requests.findLast(({ path }) => path.endsWith(pathEnd));

describe("the address of the consent page", () => {
  const request = { redirectUri: "http://localhost:1/callback", state: "st", challenge: "ch" };

  test("is Anthropic's, for a subscription, with the least scopes", () => {
    const url = published.anthropic.authorizeUrl(request);
    expect(url).toStartWith("https://claude.com/cai/oauth/authorize?");
    expect(queryOf(url)).toEqual({
      code: "true",
      client_id: "9d1c250a-e61b-44d9-88ed-5944d1962f5e",
      response_type: "code",
      redirect_uri: "http://localhost:1/callback",
      scope: "user:inference user:profile",
      code_challenge: "ch",
      code_challenge_method: "S256",
      state: "st",
    });
  });

  test("is the Console's for an API organisation", () => {
    const url = published.anthropic.authorizeUrl({ ...request, console: true });
    expect(url).toStartWith("https://platform.claude.com/oauth/authorize?");
    expect(queryOf(url).scope).toBe("org:create_api_key user:inference user:profile");
  });

  test("is OpenAI's, and says whose program asks", () => {
    const url = published.openai.authorizeUrl(request);
    expect(url).toStartWith("https://auth.openai.com/oauth/authorize?");
    expect(queryOf(url)).toEqual({
      response_type: "code",
      client_id: "app_EMoamEEZ73f0CkXaXp7hrann",
      redirect_uri: "http://localhost:1/callback",
      scope: "openid profile email offline_access",
      code_challenge: "ch",
      code_challenge_method: "S256",
      id_token_add_organizations: "true",
      codex_cli_simplified_flow: "true",
      state: "st",
      originator: "ccm",
    });
  });

  test("is Google's, asking for a refresh token", () => {
    const url = published.google.authorizeUrl(request);
    expect(url).toStartWith("https://accounts.google.com/o/oauth2/v2/auth?");
    expect(queryOf(url)).toMatchObject({
      client_id: "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com",
      redirect_uri: "http://localhost:1/callback",
      response_type: "code",
      access_type: "offline",
      prompt: "consent",
      code_challenge_method: "S256",
    });
    expect(url).not.toContain("client_secret");
  });

  test("leads back to where each vendor has it registered", () => {
    expect(published.anthropic.loopback).toEqual({ host: "localhost", ports: [0], path: "/callback" });
    expect(published.openai.loopback).toEqual({
      host: "localhost",
      ports: [1455, 1457],
      path: "/auth/callback",
    });
    expect(published.google.loopback).toEqual({ host: "127.0.0.1", ports: [0], path: "/oauth2callback" });
    expect(published.anthropic.pasteRedirectUri).toBe("https://platform.claude.com/oauth/code/callback");
    expect(published.openai.pasteRedirectUri).toBeUndefined();
    expect(published.google.pasteRedirectUri).toBe("https://codeassist.google.com/authcode");
  });
});

describe("the exchange of a code", () => {
  test("with Anthropic is JSON with the state, and names the account", async () => {
    const grant = await logIn("anthropic");
    const request = lastRequest("/a/oauth/token");
    expect(request?.headers.get("content-type")).toBe("application/json");
    expect(Object.keys(request?.fields ?? {}).sort()).toEqual([
      "client_id",
      "code",
      "code_verifier",
      "grant_type",
      "redirect_uri",
      "state",
    ]);
    expect(grant.account).toEqual({
      id: "acc-1",
      email: "ada@example.com",
      organization: "Ada's Organization",
    });
    expect(grant.expiresAt).toBe(1_000_000 + 3_600_000);
  });

  test("with OpenAI is a form, and the account and lifetime are read from the tokens", async () => {
    const grant = await logIn("openai");
    expect(lastRequest("/o/oauth/token")?.headers.get("content-type")).toBe(
      "application/x-www-form-urlencoded",
    );
    expect(grant.account).toEqual({
      id: "acct-42",
      email: "ada@example.com",
      plan: "plus",
      organization: "Personal",
    });
    // The answer has no expires_in: the lifetime is exp - iat, by the server's clock, from this machine's now.
    expect(grant.expiresAt).toBe(1_000_000 + 3_600_000);
  });

  test("with Google is a form with the public client secret", async () => {
    const grant = await logIn("google");
    expect(lastRequest("/g/oauth/token")?.fields.client_secret).toBeString();
    expect(grant.refreshToken?.reveal()).toStartWith("1//");
  });

  test.each(["anthropic", "openai", "google"] as const)(
    "with %s goes out under ccm's own name",
    async (vendor) => {
      await logIn(vendor);
      expect(lastRequest("/oauth/token")?.headers.get("user-agent")).toBe("ccm/9.9");
    },
  );
});

describe("a refresh", () => {
  test.each([
    ["anthropic", "application/json"],
    ["openai", "application/json"],
    ["google", "application/x-www-form-urlencoded"],
  ] as const)("with %s is %s", async (vendor, type) => {
    const { refreshToken } = server.families.issue(vendor);
    await flows[vendor].refresh(new Secret(refreshToken));
    const request = lastRequest("/oauth/token");
    expect(request?.headers.get("content-type")).toBe(type);
    expect(request?.fields).toMatchObject({ grant_type: "refresh_token", refresh_token: refreshToken });
  });

  test("with OpenAI keeps to what is known when the answer names no account", async () => {
    server.script("/o/oauth/token", { status: 200, body: '{"access_token":"opaque","expires_in":60}' });
    const grant = await flows.openai.refresh(new Secret("any"));
    expect(grant).toMatchObject({ account: {}, expiresAt: 1_060_000 });
    expect(grant.refreshToken).toBeUndefined();
  });

  test("of a revoked OpenAI login is refused", async () => {
    const { refreshToken } = server.families.issue("openai");
    await flows.openai.revoke?.(new Secret(refreshToken));
    await expect(flows.openai.refresh(new Secret(refreshToken))).rejects.toMatchObject({
      outcome: "permanent",
    });
  });

  test("Google is never told to revoke: that would log the user's Gemini CLI out too", () => {
    expect(flows.google.revoke).toBeUndefined();
  });
});

describe("the account behind Google's login", () => {
  test("is asked for with the token alone", async () => {
    const { account } = (await flows.google.setUp?.(new Secret("ya29.x"), undefined)) ?? {};
    expect(account).toMatchObject({ email: "ada@example.com" });
    const request = lastRequest("/userinfo");
    expect(request?.headers.get("authorization")).toBe("Bearer ya29.x");
    expect(request?.headers.get("content-type")).toBeNull();
  });

  test.each([{ status: 500 }, { status: 200, body: "{}" }, { status: 200, body: "<html>" }])(
    "may stay without a name: %j",
    async (answer) => {
      server.script("/userinfo", answer);
      const setup = await flows.google.setUp?.(new Secret("ya29.x"), undefined);
      expect(setup).toEqual({
        account: { plan: "Gemini Code Assist Standard" },
        projectId: "discovered-project",
      });
    },
  );
});

describe("OpenAI's device login", () => {
  test("waits for the person, then brings the server's own verifier", async () => {
    const prompt = await flows.openai.startDevice?.();
    if (!prompt) throw new Error("no device login");
    expect(prompt.url).toBe(`${server.url}/o/codex/device`);
    expect(await prompt.poll()).toBeUndefined();
    server.devices.approve(prompt.userCode);
    const code = await prompt.poll();
    if (!code) throw new Error("no code");
    expect((await flows.openai.exchange(code)).account.email).toBe("ada@example.com");
  });

  test("that the account does not allow says what to do", async () => {
    server.devices.offered = false;
    await expect(flows.openai.startDevice?.()).rejects.toMatchObject({ problem: "unsupported" });
    server.devices.offered = true;
  });

  test("that fails on the way is no waiting", async () => {
    const prompt = await flows.openai.startDevice?.();
    server.script("/deviceauth/token", { status: 500 });
    await expect(prompt?.poll()).rejects.toMatchObject({ outcome: "transient" });
  });

  test.each([
    { status: 500, body: "" },
    { status: 200, body: '{"device_auth_id":"d"}' },
  ])("that cannot be started is said so: %j", async (answer) => {
    server.script("/deviceauth/usercode", answer);
    await expect(flows.openai.startDevice?.()).rejects.toMatchObject({ outcome: "transient" });
  });

  test("may give its interval as text or number, and the code under either name", async () => {
    const answer = { device_auth_id: "d", usercode: "AB-CD", interval: 7 };
    server.script("/deviceauth/usercode", { status: 200, body: JSON.stringify(answer) });
    expect(await flows.openai.startDevice?.()).toMatchObject({ userCode: "AB-CD", intervalMs: 7000 });
  });
});
