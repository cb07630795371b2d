import { describe, expect, test } from "bun:test";
import { challengeOf, createVerifier, randomToken } from "../../../src/auth/pkce.ts";
import { Secret } from "../../../src/secret.ts";

describe("PKCE", () => {
  test("turns a verifier into the challenge of RFC 7636, appendix B", () => {
    const verifier = new Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    expect(challengeOf(verifier)).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  });

  test("makes verifiers of 43 unreserved characters that differ", () => {
    const verifiers = Array.from({ length: 50 }, () => createVerifier().reveal());
    expect(verifiers.every((verifier) => /^[A-Za-z0-9_-]{43}$/.test(verifier))).toBe(true);
    expect(new Set([...verifiers, randomToken()]).size).toBe(51);
  });
});
