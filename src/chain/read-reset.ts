import { readRetryAfter } from "../http/headers.ts";
import type { JsonValue } from "../json.ts";
import { isJsonObject } from "../json.ts";
import type { ErrorBody } from "./read-error-body.ts";

/** When a stated limit ends, and for how much it holds. */
export interface StatedReset {
  /** Milliseconds since the epoch, clamped to eight days from now. */
  readonly resetAt: number;
  /** Whether it holds for every model of the credential. */
  readonly credentialWide: boolean;
}

const longestReset = 8 * 24 * 3600 * 1000;

/** `1.5`, `"34.07s"`, `"900ms"`, `"6m0s"`, `"1h2m"` in milliseconds; a bare number is seconds. */
function readDuration(value: JsonValue | undefined): number | undefined {
  if (typeof value === "number") return value * 1000;
  if (typeof value !== "string") return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
  let total: number | undefined;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    const scale = units[unit as keyof typeof units]; // the expression allows only these
    total = (total ?? 0) + Number(amount) * scale;
  }
  return total;
}

/** A moment as providers write it: seconds or milliseconds since the epoch, or a date. */
function readMoment(value: JsonValue | undefined): number | undefined {
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^\d+(?:\.\d+)?$/.test(value)
        ? Number(value)
        : undefined;
  // Seconds stay below 1e11 until the year 5138.
  if (number !== undefined) return number < 1e11 ? number * 1000 : number;
  const date = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

/** Claims that hold for one model alone (`seven_day_opus`), so that the account's other models go on. */
const claimOfOneModel = /opus|sonnet|haiku/;

/** Windows of bought extra usage: that they are rejected is normal, and no limit of the plan. */
const extras = /overage|fallback/;

/** Anthropic's subscription windows, found by form since they come and go: of several rejected ones the latest counts. */
function unifiedReset(headers: Headers): StatedReset | undefined {
  const resets: number[] = [];
  headers.forEach((value, name) => {
    const window = /^(anthropic-ratelimit-unified(?:-.+)?)-status$/.exec(name)?.[1];
    if (window === undefined || value !== "rejected" || extras.test(window)) return;
    const resetAt = readMoment(headers.get(`${window}-reset`) ?? undefined);
    if (resetAt !== undefined) resets.push(resetAt);
  });
  if (resets.length === 0) return undefined;
  const claim = headers.get("anthropic-ratelimit-unified-representative-claim") ?? "";
  return { resetAt: Math.max(...resets), credentialWide: !claimOfOneModel.test(claim) };
}

/** The ChatGPT backend names the account's windows in headers; the spent one is what rejected. */
function codexReset(headers: Headers): StatedReset | undefined {
  const resets: number[] = [];
  headers.forEach((value, name) => {
    const window = /^(x-.+-(?:primary|secondary))-used-percent$/.exec(name)?.[1];
    if (window === undefined || Number(value) < 100) return;
    const resetAt = readMoment(headers.get(`${window}-reset-at`) ?? undefined);
    if (resetAt !== undefined) resets.push(resetAt);
  });
  return resets.length === 0 ? undefined : { resetAt: Math.max(...resets), credentialWide: true };
}

/** Resets in error bodies: Codex' `resets_at`, Google's RetryInfo and quota metadata. */
function bodyReset(body: ErrorBody, now: number): StatedReset | undefined {
  for (const part of body.parts) {
    const at = readMoment(part.resets_at) ?? readMoment(part.reset_at);
    if (at !== undefined) return { resetAt: at, credentialWide: true };
    const inSeconds = readDuration(part.resets_in_seconds);
    if (inSeconds !== undefined) return { resetAt: now + inSeconds, credentialWide: true };
    const metadata = isJsonObject(part.metadata) ? part.metadata : undefined;
    const stamp = readMoment(metadata?.quotaResetTimeStamp);
    if (stamp !== undefined) return { resetAt: stamp, credentialWide: false };
    const delay = readDuration(metadata?.quotaResetDelay) ?? readDuration(part.retryDelay);
    if (delay !== undefined) return { resetAt: now + delay, credentialWide: false };
  }
  return undefined;
}

/** Delays that stand only in the words: "Please try again in 1.2s", "Please retry in 34.4s". */
function spokenDelay(message: string | undefined): number | undefined {
  const words =
    /(?:try again|retry) in (\d+(?:\.\d+)?\s*(?:ms|s|m|h)(?:\s*\d+(?:\.\d+)?\s*(?:ms|s|m))*)/i.exec(
      message ?? "",
    );
  return readDuration(words?.[1]?.replaceAll(" ", ""));
}

/** Rate-limit headers in OpenAI's style: only a spent budget (`remaining` 0) tells when it fills again. */
function budgetReset(headers: Headers, now: number): StatedReset | undefined {
  const resets = ["requests", "tokens"].flatMap((kind) => {
    if (headers.get(`x-ratelimit-remaining-${kind}`) !== "0") return [];
    return readDuration(headers.get(`x-ratelimit-reset-${kind}`) ?? undefined) ?? [];
  });
  return resets.length === 0 ? undefined : { resetAt: now + Math.max(...resets), credentialWide: false };
}

/** Clocks that differ by less than this are taken to agree: `date` has whole seconds and travels a while. */
const toleratedSkewMs = 30_000;

/** How far this machine's clock is ahead of the upstream's, in whose time limits are stated. */
function clockSkew(headers: Headers, now: number): number {
  const ahead = now - Date.parse(headers.get("date") ?? "");
  return Math.abs(ahead) > toleratedSkewMs ? ahead : 0;
}

function stated(headers: Headers, body: ErrorBody, now: number): StatedReset | undefined {
  const retryAfter = readRetryAfter(headers, now);
  const spoken = spokenDelay(body.message);
  return (
    unifiedReset(headers) ??
    bodyReset(body, now) ??
    codexReset(headers) ??
    (retryAfter !== undefined ? { resetAt: now + retryAfter, credentialWide: false } : undefined) ??
    budgetReset(headers, now) ??
    (spoken !== undefined ? { resetAt: now + spoken, credentialWide: false } : undefined)
  );
}

/** The end of a limit as far as the upstream states one; the most exact statement wins. */
export function readReset(headers: Headers, body: ErrorBody, now: number): StatedReset | undefined {
  const skew = clockSkew(headers, now);
  const reset = stated(headers, body, now - skew);
  if (!reset || !Number.isFinite(reset.resetAt)) return undefined;
  return { ...reset, resetAt: Math.min(Math.max(reset.resetAt + skew, now), now + longestReset) };
}
