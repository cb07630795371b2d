import { describe, expect, test } from "bun:test";
import { readJwtClaims } from "../../../src/auth/jwt-claims.ts";
import { makeJwt } from "../../support/oauth/token-families.ts";

describe("readJwtClaims", () => {
  test("reads the payload, beyond ASCII too", () => {
    expect(readJwtClaims(makeJwt({ email: "ада@example.com", exp: 1 }))).toEqual({
      email: "ада@example.com",
      exp: 1,
    });
  });

  test.each(["", "a.b", "a.b.c.d", "a.!.c", `a.${Buffer.from("[1]").toString("base64url")}.c`])(
    "%j is no token",
    (token) => {
      expect(readJwtClaims(token)).toBeUndefined();
    },
  );
});
