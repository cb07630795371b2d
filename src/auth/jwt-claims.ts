import { Buffer } from "node:buffer";
import { isJsonObject, type JsonObject, parseJson } from "../json.ts";

/**
 * The claims of a JSON Web Token, unverified: good for showing an e-mail address or an expiry that came over TLS from
 * the issuer itself, never for deciding who somebody is. `undefined` for what is no such token.
 */
export function readJwtClaims(token: string): JsonObject | undefined {
  const parts = token.split(".");
  const payload = parts[1];
  if (parts.length !== 3 || payload === undefined) return undefined;
  const claims = parseJson(Buffer.from(payload, "base64url").toString());
  return isJsonObject(claims) ? claims : undefined;
}
