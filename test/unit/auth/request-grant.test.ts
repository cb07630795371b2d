import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { GrantError } from "../../../src/auth/grant-error.ts";
import { requestGrant } from "../../../src/auth/request-grant.ts";
import { createVendorHttp } from "../../../src/auth/vendor-http.ts";
import { findFreePort } from "../../support/ccm/start-ccm.ts";
import {
  type OAuthServer,
  type ScriptedAnswer,
  startOAuthServer,
} from "../../support/oauth/start-oauth-server.ts";
import { makeJwt } from "../../support/oauth/token-families.ts";

const http = createVendorHttp({ userAgent: "ccm/test", timeLimitMs: 200 });
let server: OAuthServer;
beforeAll(() => {
  server = startOAuthServer();
});
afterAll(() => server.stop());

function ask(answer: ScriptedAnswer, form: Record<string, string> = {}) {
  server.script("/a/oauth/token", answer);
  return requestGrant(http, { method: "POST", url: `${server.url}/a/oauth/token`, form }, () => 1000);
}

const granted = (body: object) => ask({ status: 200, body: JSON.stringify(body) });

async function refusal(promise: Promise<unknown>): Promise<GrantError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof GrantError) return error;
  throw new Error(`no GrantError but ${String(error)}`);
}

describe("what is granted", () => {
  test.each([
    [{ expires_in: 60 }, 61_000],
    [{ expires_in: "60" }, 61_000],
    [{ expires_in: -5 }, 1000],
    [{}, 3_601_000],
    [{ expires_in: null }, 3_601_000],
    [{ expires_in: 1e30 }, 315_360_001_000],
  ])("%j ends at %d", async (more, expiresAt) => {
    expect((await granted({ access_token: "a", ...more })).expiresAt).toBe(expiresAt);
  });

  test("without a lifetime ends when the token itself says", async () => {
    const access_token = makeJwt({ iat: 5_000_000_000, exp: 5_000_000_300 });
    expect((await granted({ access_token })).expiresAt).toBe(301_000);
  });

  test("an empty refresh token is none", async () => {
    expect((await granted({ access_token: "a", refresh_token: "" })).refreshToken).toBeUndefined();
  });
});

describe("what is refused for good", () => {
  test.each([
    [400, { error: "invalid_grant" }],
    [401, { error: { code: "refresh_token_reused", message: "used" } }],
    [401, { detail: "no" }],
    [403, { error: "access_denied" }],
    [400, { error: { type: "invalid_grant", message: "words" } }],
    [400, { code: "app_session_terminated" }],
  ])("%d %j", async (status, body) => {
    const error = await refusal(ask({ status, body: JSON.stringify(body) }));
    expect(error.outcome).toBe("permanent");
  });
});

describe("what may pass", () => {
  test.each([
    [400, '{"error":"invalid_request"}'],
    [403, "<html>challenge</html>"],
    [429, '{"error":"rate_limited"}'],
    [500, ""],
    [503, "null"],
    [302, ""],
  ])("%d %j", async (status, body) => {
    expect((await refusal(ask({ status, body }))).outcome).toBe("transient");
  });

  test("a host that nobody listens on: nothing was sent", async () => {
    const url = `http://127.0.0.1:${await findFreePort()}/token`;
    const error = await refusal(requestGrant(http, { method: "POST", url, form: {} }, () => 0));
    expect(error).toMatchObject({ outcome: "transient" });
    expect(error.message).toContain("could not be reached");
  });
});

describe("what nobody can know", () => {
  test.each([
    ["an answer that breaks off", { lost: true } as const],
    ["an answer without tokens", { status: 200, body: "{}" }],
    ["an answer that never comes", { status: 200, delayMs: 400 }],
  ])("%s", async (_name, answer) => {
    expect((await refusal(ask(answer))).outcome).toBe("unknown");
  });

  test("an answer that never ends is not read to its end", async () => {
    const answer = JSON.stringify({ access_token: "x".repeat(1024 * 1024) });
    expect((await refusal(ask({ status: 200, body: answer }))).message).toBe(
      "the answer is larger than 1 MiB",
    );
  });
});

describe("the words of a refusal", () => {
  test("are the vendor's, on one line, with host, status and code", async () => {
    const body = JSON.stringify({ error: "invalid_grant", error_description: "Not\nfound" });
    const { host } = new URL(server.url);
    expect((await refusal(ask({ status: 400, body }))).message).toBe(
      `${host} answered 400: invalid_grant: Not found`,
    );
  });

  test("are left out when they repeat what was sent in confidence", async () => {
    const body = JSON.stringify({ error: "code-x1", error_description: "verifier v3r1f1er does not match" });
    const error = await refusal(ask({ status: 400, body }, { code: "code-x1", code_verifier: "v3r1f1er" }));
    expect(error.message).not.toContain("v3r1f1er");
    expect(error.message).not.toContain("code-x1");
    expect(error.code).toBeUndefined();
  });
});
