import { describe, expect, test } from "bun:test";
import { createLoginRegister } from "../../../src/auth/login-register.ts";
import type { PendingLogin } from "../../../src/auth/pending-login.ts";
import { createVerifier, randomToken } from "../../../src/auth/pkce.ts";

function pending(lifetimeMs: number): PendingLogin {
  return {
    id: randomToken(),
    vendor: "anthropic",
    state: randomToken(),
    verifier: createVerifier(),
    redirectUri: "http://localhost:1/callback",
    expiresAt: Date.now() + lifetimeMs,
  };
}

function withListener(lifetimeMs: number) {
  const stopped: string[] = [];
  const register = createLoginRegister(Date.now);
  const listener = { redirectUri: "", stop: () => void stopped.push("stopped") };
  return { login: register.add(pending(lifetimeMs), listener), stopped };
}

describe("the register of logins", () => {
  test("ends a login by itself when its time is over, and closes its listener", async () => {
    const { login, stopped } = withListener(5);
    await expect(login.done).rejects.toMatchObject({ problem: "expired" });
    expect(stopped).toEqual(["stopped"]);
  });

  test("lets an exchange that has begun come to its end", async () => {
    const { login, stopped } = withListener(5);
    login.move({ status: "exchanging" });
    await Bun.sleep(20);
    expect(login.state().status).toBe("exchanging");
    expect(login.wasUsed()).toBe(true);
    expect(stopped).toEqual([]);
  });

  test("finds a login by id and by state, and by nothing else", () => {
    const register = createLoginRegister(Date.now);
    const one = pending(1000);
    const login = register.add(one, undefined);
    expect(register.byId(one.id)).toBe(login);
    expect(register.byState(one.state)).toBe(login);
    expect(register.byState("")).toBeUndefined();
    expect(register.byState(one.id)).toBeUndefined();
    register.close();
  });
});
