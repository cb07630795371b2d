import { createHash, randomBytes } from "node:crypto";
import { Secret } from "../secret.ts";

/** 256 random bits as 43 base64url characters: a PKCE verifier, a state, the id of a login. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** A fresh PKCE verifier (RFC 7636, 4.1). */
export function createVerifier(): Secret {
  return new Secret(randomToken());
}

/** The S256 challenge that goes to the authorization server in place of the verifier (RFC 7636, 4.2). */
export function challengeOf(verifier: Secret): string {
  return createHash("sha256").update(verifier.reveal()).digest("base64url");
}
