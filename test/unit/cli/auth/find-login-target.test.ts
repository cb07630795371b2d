import { describe, expect, test } from "bun:test";
import { findLoginTarget, findStoredLogin } from "../../../../src/cli/auth/find-login-target.ts";
import { UserError } from "../../../../src/errors.ts";
import { providerConfig } from "../../../support/oauth/provider-config.ts";

const claude = providerConfig({ name: "claude-max", authType: "oauth", oauthProvider: "anthropic-max" });
const gpt = providerConfig({ name: "openai", type: "openai", authType: "oauth" });
const groq = providerConfig({ name: "groq", type: "groq" });
const keyed = providerConfig({ name: "by-key" });

function refusal(word: string, providers = [claude, gpt, groq]): UserError {
  try {
    findLoginTarget(word, providers);
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error("not refused");
}

describe("findLoginTarget", () => {
  test.each([
    ["claude-max", "anthropic", "anthropic-max"],
    ["anthropic-max", "anthropic", "anthropic-max"],
    ["claude", "anthropic", "anthropic-max"],
    ["openai", "openai", "openai"],
    ["codex", "openai", "openai"],
  ] as const)("%s is a login of %s called %s", (word, vendor, login) => {
    expect(findLoginTarget(word, [claude, gpt, groq])).toMatchObject({ vendor, login });
  });

  test("a vendor that no provider uses is logged in to under its own name", () => {
    expect(findLoginTarget("gemini", [claude])).toEqual({ vendor: "google", login: "google" });
  });

  test("a provider that is set to oauth goes before one with a key", () => {
    expect(findLoginTarget("claude", [keyed, claude]).login).toBe("anthropic-max");
    expect(findLoginTarget("claude", [keyed]).login).toBe("by-key");
  });

  test("two logins of one vendor have to be told apart", () => {
    const other = providerConfig({ name: "claude-work", authType: "oauth" });
    expect(refusal("claude", [claude, other]).message).toContain("name one of claude-max, claude-work");
    const same = { ...other, oauthProvider: "anthropic-max" };
    expect(findLoginTarget("claude", [claude, same]).login).toBe("anthropic-max");
  });

  test("a provider without a login is refused as wrong usage", () => {
    expect(refusal("groq").message).toBe('provider "groq" (Groq) has no login: give it an api_key');
    expect(refusal("groq").exitCode).toBe(2);
  });

  test("any other word is refused with what is known", () => {
    expect(refusal("clod").message).toBe(
      '"clod" is neither a provider with a login nor a vendor: known are claude-max, openai, anthropic, google',
    );
  });
});

describe("findStoredLogin", () => {
  test("finds a login by its name, its provider or its vendor", () => {
    expect(findStoredLogin("left-over", [claude], ["left-over"])).toBe("left-over");
    expect(findStoredLogin("claude-max", [claude], ["anthropic-max"])).toBe("anthropic-max");
    expect(findStoredLogin("claude", [claude], ["anthropic-max"])).toBe("anthropic-max");
  });

  test("says so when there is none", () => {
    expect(() => findStoredLogin("claude-max", [claude], [])).toThrow('"claude-max" is not logged in');
  });
});
