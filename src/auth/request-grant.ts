import * as v from "valibot";
import { readRetryAfter } from "../http/headers.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { Secret } from "../secret.ts";
import { GrantError } from "./grant-error.ts";
import { readJwtClaims } from "./jwt-claims.ts";
import { quoteWords } from "./quote-words.ts";
import type { VendorAnswer, VendorHttp, VendorRequest } from "./vendor-http.ts";

/** Tokens of one answer, before a vendor's flow reads the account out of it. */
export interface TokenAnswer {
  readonly accessToken: Secret;
  readonly refreshToken?: Secret;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly expiresAt: number;
  /** The whole answer, for members of one vendor alone. It holds the tokens: read, never keep or show. */
  readonly body: JsonObject;
}

// RFC 6749, 5.1. `expires_in` arrives as text from some servers.
const answerSchema = v.looseObject({
  access_token: v.pipe(v.string(), v.minLength(1)),
  refresh_token: v.nullish(v.string()),
  expires_in: v.nullish(v.union([v.number(), v.pipe(v.string(), v.decimal(), v.transform(Number))])),
});

/** Codes after which a login has to be made anew. The last three are OpenAI's own (seen in openai/codex, 2026). */
const terminalCodes: ReadonlySet<string> = new Set([
  "invalid_grant",
  "invalid_client",
  "unauthorized_client",
  "access_denied",
  "app_session_terminated",
  "refresh_token_reused",
  "refresh_token_expired",
  "refresh_token_invalidated",
]);

/** An hour: what an answer without any expiry is trusted for. */
const assumedLifetimeMs = 3_600_000;
/** Ten years: whatever says more is a mistake, and no date can hold it. */
const longestLifetimeMs = 315_360_000_000;

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Error code and words in the shapes seen: RFC 6749's, Anthropic's envelope, OpenAI's. */
function readFailure(body: JsonValue | undefined): { code?: string | undefined; words?: string | undefined } {
  if (!isJsonObject(body)) return {};
  const { error } = body;
  if (isJsonObject(error)) {
    return { code: textOf(error.code) ?? textOf(error.type), words: textOf(error.message) };
  }
  return {
    code: textOf(error) ?? textOf(body.code),
    words: textOf(body.error_description) ?? textOf(body.detail),
  };
}

/** What a refusal means; its message says who refused, with which code, in which words. */
export function grantErrorOf(answer: VendorAnswer, url: string, confidential: readonly string[]): GrantError {
  const { status, headers, body } = answer;
  const failure = readFailure(body);
  const code = quoteWords(failure.code, confidential) || undefined;
  const words = quoteWords(failure.words, confidential);
  // OpenAI ends a login with a 401 of any kind; a 403 may be nothing but a bot check in front of the service.
  const permanent = status === 401 || (status >= 400 && status < 500 && terminalCodes.has(code ?? ""));
  const { host } = new URL(url);
  const retryAfterMs = readRetryAfter(headers, Date.now());
  return new GrantError(
    permanent ? "permanent" : "transient",
    `${host} answered ${[String(status), code, words].filter(Boolean).join(": ")}`,
    { status, ...(code !== undefined && { code }), ...(retryAfterMs !== undefined && { retryAfterMs }) },
  );
}

/** Lifetime by the token's own claims. Both times are the server's, so that a wrong clock here does not matter. */
function claimedLifetime(token: string): number | undefined {
  const { exp, iat } = readJwtClaims(token) ?? {};
  return typeof exp === "number" && typeof iat === "number" ? (exp - iat) * 1000 : undefined;
}

function confidentialOf(request: VendorRequest): readonly string[] {
  const json = isJsonObject(request.json) ? request.json : {};
  const sent = Object.entries({ ...request.form, ...json });
  const open = new Set(["grant_type", "client_id", "redirect_uri", "scope"]);
  return sent.flatMap(([name, value]) => (typeof value === "string" && !open.has(name) ? [value] : []));
}

/**
 * Asks a token endpoint for tokens, once.
 * @throws GrantError for a refusal, an answer that is no grant, and no answer.
 */
export async function requestGrant(
  http: VendorHttp,
  request: VendorRequest,
  now: () => number,
): Promise<TokenAnswer> {
  const answer = await http(request);
  if (answer.status < 200 || answer.status > 299) {
    throw grantErrorOf(answer, request.url, confidentialOf(request));
  }
  const parsed = v.safeParse(answerSchema, answer.body);
  if (!parsed.success || !isJsonObject(answer.body)) {
    throw new GrantError("unknown", `${new URL(request.url).host} answered ${answer.status} without tokens`);
  }
  const { access_token, refresh_token, expires_in } = parsed.output;
  const lifetimeMs = expires_in == null ? claimedLifetime(access_token) : expires_in * 1000;
  return {
    accessToken: new Secret(access_token),
    ...(refresh_token && { refreshToken: new Secret(refresh_token) }),
    expiresAt: now() + Math.min(Math.max(lifetimeMs ?? assumedLifetimeMs, 0), longestLifetimeMs),
    body: answer.body,
  };
}
