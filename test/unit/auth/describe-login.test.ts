import { describe, expect, test } from "bun:test";
import { describeLogin } from "../../../src/auth/describe-login.ts";
import { storedLogin } from "../../support/oauth/stored.ts";

const tokens = { accessToken: "canary-access", refreshToken: "canary-refresh" };
const now = Date.UTC(2026, 0, 1);

describe("describeLogin", () => {
  test("shows account and expiry, and no secret", () => {
    const stored = storedLogin("codex", tokens, {
      vendor: "openai",
      expiresAt: now + 3_600_000,
      account: { id: "acct", email: "ada@example.com", plan: "plus", organization: "Ada's" },
      projectId: "p",
    });
    const view = describeLogin(stored, now);
    expect(view).toEqual({
      login: "codex",
      vendor: "openai",
      title: "ChatGPT (Plus, Pro or Team)",
      email: "ada@example.com",
      plan: "plus",
      organization: "Ada's",
      project: "p",
      expiresAt: "2026-01-01T01:00:00.000Z",
      renewsAt: "2026-01-01T00:58:00.000Z",
      state: "ready",
    });
    expect(JSON.stringify(view)).not.toContain("canary");
  });

  test("outlives its token as long as that can be replaced", () => {
    expect(describeLogin(storedLogin("max", tokens, { expiresAt: now - 1 }), now).state).toBe("ready");
  });

  test("an expired token that cannot be refreshed has ended", () => {
    const { refreshToken: _, ...stored } = storedLogin("max", tokens, { expiresAt: now - 1 });
    expect(describeLogin(stored, now)).toMatchObject({
      state: "ended",
      reason: "its token has expired: run `ccm auth login max`",
      endedAt: "2025-12-31T23:59:59.999Z",
    });
  });

  test("a login that is over says why and when, and renews itself no more", () => {
    const ended = { reason: "vendor answered 400: invalid_grant", at: now - 1000 };
    const view = describeLogin(storedLogin("max", tokens, { ended }), now);
    expect(view.renewsAt).toBeUndefined();
    expect(view).toMatchObject({
      state: "ended",
      endedAt: "2025-12-31T23:59:59.000Z",
      reason: "vendor answered 400: invalid_grant: run `ccm auth login max`",
    });
  });
});
