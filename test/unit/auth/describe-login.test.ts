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
      account: { id: "acct", email: "ada@example.com", plan: "plus" },
      projectId: "p",
    });
    const view = describeLogin(stored, now);
    expect(view).toEqual({
      login: "codex",
      vendor: "openai",
      title: "ChatGPT (Plus, Pro or Team)",
      email: "ada@example.com",
      plan: "plus",
      project: "p",
      expiresAt: "2026-01-01T01:00:00.000Z",
      state: "ready",
    });
    expect(JSON.stringify(view)).not.toContain("canary");
  });

  test("an expired token that can be refreshed is only expiring", () => {
    expect(describeLogin(storedLogin("max", tokens, { expiresAt: now - 1 }), now).state).toBe("expiring");
  });

  test("an expired token that cannot be refreshed has ended", () => {
    const { refreshToken: _, ...stored } = storedLogin("max", tokens, { expiresAt: now - 1 });
    expect(describeLogin(stored, now)).toMatchObject({
      state: "ended",
      reason: "its token has expired: run `ccm auth login max`",
    });
  });

  test("a login that is over says why", () => {
    const stored = storedLogin("max", tokens, { ended: "vendor answered 400: invalid_grant" });
    expect(describeLogin(stored, now)).toMatchObject({
      state: "ended",
      reason: "vendor answered 400: invalid_grant: run `ccm auth login max`",
    });
  });
});
