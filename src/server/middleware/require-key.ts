import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { RequestError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";

/** Headers in which clients send a key: Anthropic's, everyone's, Azure's. */
const keyHeaders = ["x-api-key", "authorization", "api-key"] as const;

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** The header that carries the expected key; compared in constant time, whatever the length. */
export function findKeyHeader(headers: Headers, key: Secret): (typeof keyHeaders)[number] | undefined {
  const expected = digest(key.reveal());
  return keyHeaders.find((name) => {
    const given = (headers.get(name) ?? "").replace(/^Bearer\s+/i, "");
    return timingSafeEqual(digest(given), expected);
  });
}

/**
 * Demands `server.api_key` where one is configured, and takes it out of the request: it is ccm's, and must not travel
 * on to a provider with `passthrough`.
 * @throws RequestError when it is missing or wrong.
 */
export function takeKey(headers: Headers, key: Secret | undefined): void {
  if (!key) return;
  const header = findKeyHeader(headers, key);
  if (header === undefined) {
    throw new RequestError(
      "authentication",
      "The key of this ccm (server.api_key) is missing or wrong. Send it as x-api-key or bearer.",
    );
  }
  headers.delete(header);
}

/** The same, before a route of the application. */
export function requireKey(key: () => Secret | undefined): MiddlewareHandler {
  return async (context, next) => {
    takeKey(context.req.raw.headers, key());
    await next();
  };
}
