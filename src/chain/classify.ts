import { type FailureKind, UpstreamError, type UpstreamFailure } from "../errors.ts";
import { type JsonValue, parseJson } from "../json.ts";
import type { StreamFailure } from "../protocols/protocol.ts";
import { type ErrorBody, readErrorBody } from "./read-error-body.ts";
import { readRefusedParameter } from "./read-refused-parameter.ts";
import { readReset } from "./read-reset.ts";

/*
 * The one place that says what kind a failure is, for HTTP statuses, for errors inside streams and for errors under a
 * 200. Signs are read from the most exact to the vaguest: the code, then the words, then the status.
 */

/** An upstream's refusal as it came. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Codes and types whose meaning does not depend on the status. */
const kindByCode: Readonly<Record<string, FailureKind>> = {
  context_length_exceeded: "context_too_long",
  model_context_window_exceeded: "context_too_long",
  string_above_max_length: "invalid_request",
  content_filter: "content_policy",
  content_policy_violation: "content_policy",
  cyber_policy: "content_policy",
  bio_policy: "content_policy",
  invalid_prompt: "content_policy",
  insufficient_quota: "billing",
  billing_hard_limit_reached: "billing",
  billing_error: "billing",
  enforced_spend_limit_reached: "billing",
  contract_spend_limit_reached: "billing",
  insufficient_g1_credits_balance: "billing",
  "1113": "billing",
  usage_limit_reached: "rate_limit",
  rate_limit_exceeded: "rate_limit",
  rate_limit_error: "rate_limit",
  too_many_requests: "rate_limit",
  quota_exhausted: "rate_limit",
  resource_exhausted: "rate_limit",
  "1302": "rate_limit",
  "1303": "rate_limit",
  "1305": "rate_limit",
  "1308": "rate_limit",
  "1002": "rate_limit",
  usage_not_included: "permission",
  organization_on_hold: "permission",
  validation_required: "permission",
  service_disabled: "permission",
  permission_error: "permission",
  permission_denied: "permission",
  invalid_api_key: "authentication",
  api_key_invalid: "authentication",
  authentication_error: "authentication",
  unauthenticated: "authentication",
  "1004": "authentication",
  model_not_found: "not_found",
  not_found_error: "not_found",
  not_found: "not_found",
  server_is_overloaded: "overloaded",
  slow_down: "overloaded",
  overloaded_error: "overloaded",
  overloaded: "overloaded",
  unavailable: "overloaded",
  model_capacity_exhausted: "overloaded",
  insufficient_system_resource: "overloaded",
  timeout_error: "timeout",
  deadline_exceeded: "timeout",
  request_too_large: "too_large",
  conflict_error: "conflict",
  unsupported_parameter: "unsupported",
  unsupported_api_for_model: "unsupported",
  invalid_request_error: "invalid_request",
  invalid_argument: "invalid_request",
  server_error: "server_error",
  api_error: "server_error",
  internal: "server_error",
};

/** Words that mean a prompt too long, of Anthropic, OpenAI, Google, vLLM, Mistral, DeepSeek, z.ai and Moonshot. */
const tooLongWords = [
  /prompt is too long/i,
  /context[_ ]length/i,
  /context window/i,
  /maximum context/i,
  /too many (?:input )?tokens/i,
  /input token count.*exceeds/i,
  /exceed(?:s|ed)?(?: the)? (?:model'?s? )?(?:max(?:imum)?|context|limit).{0,40}tokens/i,
  /input (?:length|is too long)/i,
  /reduce the length of (?:the|your)/i,
] as const;

const billingWords =
  /credit balance|insufficient balance|insufficient credits|out of credits|spend(?:ing)? limit|payment required/i;
const capacityWords = /at capacity|overloaded|server is busy|temporarily unavailable/i;
const policyWords = /content (?:management )?(?:policy|filter)|moderation|flagged/i;
const keyWords = /api key (?:not valid|invalid)|invalid api key|incorrect api key/i;

/** Limits that waiting does not lift (Google: "limit: 0"): the next target, and no hope in this one today. */
const hopelessWords = /limit: 0\b/;

function kindByStatus(status: number): FailureKind {
  switch (status) {
    case 401:
      return "authentication";
    case 402:
      return "billing";
    case 403:
      return "permission";
    case 404:
      return "not_found";
    case 408:
      return "timeout";
    case 409:
      return "conflict";
    case 413:
      return "too_large";
    case 429:
      return "rate_limit";
    case 503:
    case 529:
      return "overloaded";
    case 504:
      return "timeout";
    default:
      if (status >= 500) return "server_error";
      // A redirect, or a method and media type that no provider refuses unless the address is wrong.
      return status < 400 || status === 405 || status === 415 ? "bad_response" : "invalid_request";
  }
}

function kindByWords(message: string, status: number): FailureKind | undefined {
  if (status >= 500 && status !== 503) return undefined;
  if (status !== 429 && tooLongWords.some((words) => words.test(message))) return "context_too_long";
  if (billingWords.test(message)) return "billing";
  if (keyWords.test(message)) return "authentication";
  if (capacityWords.test(message)) return "overloaded";
  if (status === 400 && policyWords.test(message)) return "content_policy";
  if (hopelessWords.test(message)) return "billing";
  return undefined;
}

/** Kinds that a code may name although the status says something more exact. */
const vague: ReadonlySet<FailureKind> = new Set(["invalid_request", "server_error"]);

function kindOf(status: number, body: ErrorBody): FailureKind {
  const byCode = [body.code, body.type].flatMap((sign) => kindByCode[sign?.toLowerCase() ?? ""] ?? []);
  if (status === 402) return "billing";
  const exact = byCode.find((kind) => !vague.has(kind));
  const byWords = kindByWords(body.message ?? "", status);
  // "Too long" and "no credit" arrive under codes as plain as invalid_request_error or rate_limit_error.
  if (byWords === "context_too_long" || byWords === "billing") return byWords;
  if (exact !== undefined) return exact;
  return byWords ?? (status > 0 ? kindByStatus(status) : (byCode[0] ?? "server_error"));
}

/** Claude Code compacts when it reads this form; every vendor's own wording is put into it. */
function compactionMessage(message: string): string {
  if (/^prompt is too long/i.test(message)) return message;
  const numbers = [...message.matchAll(/\d[\d,]{3,}/g)].map(([digits]) => Number(digits.replaceAll(",", "")));
  const [larger, smaller] = [Math.max(...numbers), Math.min(...numbers)];
  return numbers.length >= 2 && larger > smaller
    ? `prompt is too long: ${larger} tokens > ${smaller} maximum (${message})`
    : `prompt is too long: ${message}`;
}

function describe(kind: FailureKind, status: number, body: ErrorBody, isAnthropic: boolean): string {
  const message = body.message ?? `the upstream answered ${status}`;
  return kind === "context_too_long" && !isAnthropic ? compactionMessage(message) : message;
}

function isAnthropicEnvelope(value: JsonValue | undefined): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && value.type === "error";
}

/** How long a target behind a bot check or a login page rests: a person has to look at it. */
const gateRestMs = 60_000;

function looksLikeHtml(text: string): boolean {
  return /^\s*</.test(text);
}

function build(
  status: number,
  headers: Headers,
  body: ErrorBody,
  raw: string | undefined,
  now: number,
): UpstreamFailure {
  const kind = kindOf(status, body);
  const reset = readReset(headers, body, now);
  const shouldRetry = headers.get("x-should-retry");
  const parameter = status === 400 || status === 422 ? readRefusedParameter(body) : undefined;
  return {
    kind,
    message: describe(kind, status, body, raw !== undefined),
    ...(status > 0 && { status }),
    ...(body.code !== undefined && { code: body.code }),
    ...(parameter !== undefined && { parameter }),
    ...(raw !== undefined && { anthropicBody: raw }),
    ...(reset && {
      resetAt: reset.resetAt,
      retryAfterMs: reset.resetAt - now,
      credentialWide: reset.credentialWide,
    }),
    ...((shouldRetry === "true" || shouldRetry === "false") && { shouldRetry: shouldRetry === "true" }),
  };
}

/** Classifies an HTTP answer that is not a success. `now` in milliseconds since the epoch. */
export function classifyRefusal(refusal: Refusal, now: number): UpstreamError {
  const { status, headers, body } = refusal;
  if (status >= 300 && status < 400) {
    return new UpstreamError({
      kind: "bad_response",
      status,
      message: `the upstream redirected (${status}); redirects are refused`,
    });
  }
  const json = parseJson(body);
  if (json === undefined && looksLikeHtml(body)) return classifyPage(status, headers, now);
  const raw = isAnthropicEnvelope(json) ? body : undefined;
  return new UpstreamError(build(status, headers, readErrorBody(json ?? body), raw, now));
}

function classifyPage(status: number, headers: Headers, now: number): UpstreamError {
  const message = `the upstream answered ${status} with a web page`;
  // With 401 or 403 it comes from a gate in front of the provider: the credential is not to blame.
  if (status === 401 || status === 403) {
    return new UpstreamError({ kind: "bad_response", status, message, resetAt: now + gateRestMs });
  }
  return new UpstreamError(build(status, headers, { message, parts: [] }, undefined, now));
}

/** Classifies what a decoder found instead of an answer. */
export function classifyStreamFailure(failure: StreamFailure, headers: Headers, now: number): UpstreamError {
  if (failure.kind !== undefined) return new UpstreamError({ kind: failure.kind, message: failure.message });
  const body = readErrorBody(failure.body);
  const status = failure.status ?? body.status ?? 0;
  const withWords: ErrorBody = body.message === undefined ? { ...body, message: failure.message } : body;
  return new UpstreamError(build(status, headers, withWords, undefined, now));
}
