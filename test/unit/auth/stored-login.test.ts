import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  hasSameTokens,
  readStoredLogin,
  type StoredLogin,
  withGrant,
  writeStoredLogin,
} from "../../../src/auth/stored-login.ts";
import type { JsonObject, JsonValue } from "../../../src/json.ts";
import { Secret } from "../../../src/secret.ts";

const original = {
  provider_id: "anthropic-max",
  access_token: "sk-ant-oat01-a",
  refresh_token: "sk-ant-ort01-r",
  expires_at: "2025-11-20T04:36:57.123456789Z",
  enterprise_url: "https://enterprise.example",
  project_id: "a-project",
};

function read(entry: JsonValue): StoredLogin {
  const stored = readStoredLogin("anthropic-max", entry);
  if (!stored) throw new Error("not read");
  return stored;
}

describe("an entry of the original's token file", () => {
  test("is read with its nanoseconds", () => {
    const stored = read(original);
    expect(stored.accessToken.reveal()).toBe("sk-ant-oat01-a");
    expect(stored.refreshToken?.reveal()).toBe("sk-ant-ort01-r");
    expect(stored.expiresAt).toBe(Date.UTC(2025, 10, 20, 4, 36, 57, 123));
    expect(stored.projectId).toBe("a-project");
    expect(stored.vendor).toBeUndefined();
  });

  test("is written back with all its members", () => {
    expect(writeStoredLogin(read(original))).toEqual({ ...original, expires_at: "2025-11-20T04:36:57.123Z" });
  });

  test.each(["2025-11-20T04:36:57Z", "2025-11-20T04:36:57.1Z", "2025-11-20T05:36:57+01:00"])(
    "may say %s",
    (expires_at) => {
      const [second] = [Date.UTC(2025, 10, 20, 4, 36, 57)];
      expect(Math.floor(read({ ...original, expires_at }).expiresAt / 1000) * 1000).toBe(second);
    },
  );

  test("without a refresh token has an empty string there, and keeps it", () => {
    const stored = read({ ...original, refresh_token: "" });
    expect(stored.refreshToken).toBeUndefined();
    expect(writeStoredLogin(stored).refresh_token).toBe("");
  });

  test.each<{ entry: JsonValue }>([
    { entry: null },
    { entry: [] },
    { entry: "text" },
    { entry: {} },
    { entry: { ...original, expires_at: "soon" } },
    { entry: { ...original, access_token: 7 } },
  ])("$entry is none", ({ entry }) => {
    expect(readStoredLogin("x", entry)).toBeUndefined();
  });
});

describe("ccm's own members", () => {
  test("come back as they were written, whatever they hold", () => {
    const text = fc.string({ minLength: 1 });
    const secret = text.map((value) => new Secret(value));
    const entry = fc.record(
      {
        login: text,
        accessToken: secret,
        refreshToken: secret,
        expiresAt: fc.integer({ min: 0, max: 4_102_444_800_000 }),
        projectId: text,
        vendor: fc.constantFrom("anthropic" as const, "openai" as const, "google" as const),
        ended: fc.record({ reason: text, at: fc.integer({ min: 0, max: 4_102_444_800_000 }) }),
        account: fc.record({ id: text, email: text, plan: text, organization: text }, { requiredKeys: [] }),
        unknown: fc.constantFrom<JsonObject>({}, { their_own: { deep: [1, null] } }),
      },
      { requiredKeys: ["login", "accessToken", "expiresAt", "account", "unknown"] },
    );
    fc.assert(
      fc.property(entry, (stored) => {
        const json = JSON.parse(JSON.stringify(writeStoredLogin(stored)));
        const back = readStoredLogin(stored.login, json);
        expect(back).toEqual(stored); // all but the tokens, which do not show
        expect(back && hasSameTokens(back, stored)).toBe(true);
      }),
    );
  });

  test("an entry never prints its tokens by accident", () => {
    const printed = [JSON.stringify(read(original)), Bun.inspect(read(original))].join("");
    expect(printed).not.toContain("sk-ant-o");
  });
});

describe("withGrant", () => {
  const stored = read({ ...original, account_email: "ada@example.com", ended: "revoked" });
  const grant = { accessToken: new Secret("new"), expiresAt: 5, account: { plan: "max" } };

  test("keeps the refresh token when the vendor gives no new one", () => {
    expect(withGrant(stored, grant).refreshToken?.reveal()).toBe("sk-ant-ort01-r");
  });

  test("takes the new refresh token when there is one", () => {
    const rotated = withGrant(stored, { ...grant, refreshToken: new Secret("rotated") });
    expect(rotated.refreshToken?.reveal()).toBe("rotated");
  });

  test("keeps what is known of the account, and wakes a login that seemed over", () => {
    const renewed = withGrant(stored, grant);
    expect(renewed.account).toEqual({ email: "ada@example.com", plan: "max" });
    expect(renewed.ended).toBeUndefined();
    expect(renewed.projectId).toBe("a-project");
    expect(renewed.unknown).toEqual({ enterprise_url: "https://enterprise.example" });
  });
});
