import { describe, expect, test } from "bun:test";
import { classifyRefusal, classifyStreamFailure } from "../../../src/chain/classify.ts";
import type { UpstreamFailure } from "../../../src/errors.ts";
import type { JsonValue } from "../../../src/json.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

function refuse(
  status: number,
  body: JsonValue | string,
  headers: Record<string, string> = {},
): UpstreamFailure {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return classifyRefusal({ status, headers: new Headers(headers), body: text }, now).failure;
}

const openai = (message: string, more: Record<string, JsonValue> = {}): JsonValue => ({
  error: { message, ...more },
});
const google = (code: number, status: string, message: string, details: JsonValue[] = []): JsonValue => ({
  error: { code, status, message, details },
});

describe("the kind of a refusal", () => {
  const cases: readonly (readonly [string, number, JsonValue | string, UpstreamFailure["kind"]])[] = [
    ["a plain bad request", 400, openai("bad", { type: "invalid_request_error" }), "invalid_request"],
    ["OpenAI's context code", 400, openai("x", { code: "context_length_exceeded" }), "context_too_long"],
    [
      "vLLM's words",
      400,
      { object: "error", message: "This model's maximum context length is 32768 tokens." },
      "context_too_long",
    ],
    [
      "Anthropic's words",
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "prompt is too long: 9 tokens > 8 maximum" },
      },
      "context_too_long",
    ],
    [
      "Google's words",
      400,
      google(
        400,
        "INVALID_ARGUMENT",
        "The input token count (9) exceeds the maximum number of tokens allowed (8).",
      ),
      "context_too_long",
    ],
    ["Azure's filter", 400, openai("filtered", { code: "content_filter" }), "content_policy"],
    ["an unknown parameter", 400, openai("Unknown", { code: "unsupported_parameter" }), "unsupported"],
    [
      "Google's bad key under a 400",
      400,
      google(400, "INVALID_ARGUMENT", "API key not valid.", [{ reason: "API_KEY_INVALID" }]),
      "authentication",
    ],
    [
      "Anthropic's empty balance under a 400",
      400,
      { type: "error", error: { type: "invalid_request_error", message: "Your credit balance is too low" } },
      "billing",
    ],
    ["a rejected key", 401, openai("Incorrect API key", { code: "invalid_api_key" }), "authentication"],
    ["no credit", 402, openai("Insufficient Balance"), "billing"],
    ["a region", 403, openai("no", { code: "unsupported_country_region_territory" }), "permission"],
    ["a web page before the provider", 403, "<!doctype html><title>Just a moment", "bad_response"],
    ["an unknown model", 404, openai("no such model", { code: "model_not_found" }), "not_found"],
    [
      "FastAPI's list",
      422,
      { detail: [{ loc: ["body", "x"], msg: "extra", type: "extra_forbidden" }] },
      "invalid_request",
    ],
    ["a rate limit", 429, openai("slow down", { code: "rate_limit_exceeded" }), "rate_limit"],
    [
      "a spent OpenAI account",
      429,
      openai("You exceeded your current quota", { code: "insufficient_quota" }),
      "billing",
    ],
    [
      "a spend limit",
      429,
      {
        type: "error",
        error: {
          type: "rate_limit_error",
          message: "x",
          details: { error_code: "enforced_spend_limit_reached" },
        },
      },
      "billing",
    ],
    [
      "Google's capacity",
      429,
      google(429, "RESOURCE_EXHAUSTED", "x", [{ reason: "MODEL_CAPACITY_EXHAUSTED" }]),
      "overloaded",
    ],
    ["a plan without Codex", 429, openai("x", { type: "usage_not_included" }), "permission"],
    ["a server error", 500, openai("oops", { type: "server_error" }), "server_error"],
    ["a busy server", 503, "", "overloaded"],
    [
      "Anthropic's overload",
      529,
      { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      "overloaded",
    ],
    ["a gateway's timeout", 504, "upstream timed out", "timeout"],
    ["Cloudflare's own", 522, "<html>", "server_error"],
    ["a redirect", 307, "", "bad_response"],
    ["a wrong address", 405, "", "bad_response"],
    ["a body too large", 413, "<html>", "too_large"],
  ];
  for (const [name, status, body, kind] of cases)
    test(name, () => expect(refuse(status, body).kind).toBe(kind));

  test("every vendor's too-long is worded so that Claude Code compacts", () => {
    const { message } = refuse(400, openai("maximum context length is 128000 tokens, you sent 150000"));
    expect(message).toStartWith("prompt is too long: 150000 tokens > 128000 maximum");
    const native = {
      type: "error",
      error: { type: "invalid_request_error", message: "prompt is too long: 9 tokens > 8 maximum" },
    };
    expect(refuse(400, native).message).toBe("prompt is too long: 9 tokens > 8 maximum");
    expect(refuse(400, native).anthropicBody).toBe(JSON.stringify(native));
  });
});

describe("the end of a limit", () => {
  const untilOf = (failure: UpstreamFailure): number | undefined =>
    failure.resetAt && (failure.resetAt - now) / 1000;

  test("is read from every vendor's own place", () => {
    const limit = openai("x", { code: "rate_limit_exceeded" });
    expect(untilOf(refuse(429, limit, { "retry-after": "3" }))).toBe(3);
    expect(untilOf(refuse(429, limit, { "retry-after": "9", "retry-after-ms": "1500" }))).toBe(1.5);
    expect(untilOf(refuse(429, limit, { "retry-after": "Sun, 22 Nov 2026 12:01:00 GMT" }))).toBe(60);
    expect(
      untilOf(
        refuse(429, limit, { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m1s" }),
      ),
    ).toBe(361);
    expect(untilOf(refuse(429, openai("Please try again in 1.5s")))).toBe(1.5);
    expect(untilOf(refuse(429, openai("x", { type: "usage_limit_reached", resets_in_seconds: 7200 })))).toBe(
      7200,
    );
    expect(
      untilOf(refuse(429, openai("x", { type: "usage_limit_reached", resets_at: now / 1000 + 60 }))),
    ).toBe(60);
    const retryInfo = google(429, "RESOURCE_EXHAUSTED", "x", [
      { "@type": "google.rpc.RetryInfo", retryDelay: "34.5s" },
    ]);
    expect(untilOf(refuse(429, retryInfo))).toBe(34.5);
  });

  test("of several rejected subscription windows is the latest, and holds for the whole account", () => {
    const prefix = "anthropic-ratelimit-unified";
    const failure = refuse(429, openai("x"), {
      [`${prefix}-status`]: "rejected",
      [`${prefix}-5h-status`]: "rejected",
      [`${prefix}-5h-reset`]: String(now / 1000 + 100),
      [`${prefix}-7d-status`]: "rejected",
      [`${prefix}-7d-reset`]: String(now / 1000 + 5000),
      "retry-after": "100",
    });
    expect([untilOf(failure), failure.credentialWide]).toEqual([5000, true]);
  });

  test("of one model's window holds for that model alone; extra usage that is refused is no limit", () => {
    const prefix = "anthropic-ratelimit-unified";
    const rejected = (window: string, at: number) => ({
      [`${prefix}-${window}-status`]: "rejected",
      [`${prefix}-${window}-reset`]: String(now / 1000 + at),
    });
    const ofOpus = refuse(429, openai("x"), {
      ...rejected("7d_opus", 5000),
      [`${prefix}-representative-claim`]: "seven_day_opus",
    });
    expect([untilOf(ofOpus), ofOpus.credentialWide]).toEqual([5000, false]);
    const ofPlan = refuse(429, openai("x"), { ...rejected("5h", 100), ...rejected("overage", 90_000) });
    expect([untilOf(ofPlan), ofPlan.credentialWide]).toEqual([100, true]);
  });

  test.each([-3600, 3600])("is right on a machine whose clock is %d s off", (offBy) => {
    const date = new Date(now - offBy * 1000).toUTCString();
    const upstreamNow = now / 1000 - offBy;
    const window = {
      "anthropic-ratelimit-unified-status": "rejected",
      "anthropic-ratelimit-unified-reset": String(upstreamNow + 600),
    };
    expect(untilOf(refuse(429, openai("x"), { date, ...window }))).toBe(600);
    expect(untilOf(refuse(429, openai("x"), { date, "retry-after": "600" }))).toBe(600);
    const inWords = new Date((upstreamNow + 600) * 1000).toUTCString();
    expect(untilOf(refuse(429, openai("x"), { date, "retry-after": inWords }))).toBe(600);
  });

  test("is exact where the clocks agree but for the seconds that `date` leaves out", () => {
    const date = new Date(now - 2000).toUTCString();
    expect(untilOf(refuse(429, openai("x", { resets_at: now / 1000 + 60 }), { date }))).toBe(60);
  });

  test("is kept within eight days and never in the past", () => {
    expect(untilOf(refuse(429, openai("x", { resets_at: 99_999_999_999 })))).toBe(8 * 24 * 3600);
    expect(untilOf(refuse(429, openai("x", { resets_at: 1 })))).toBe(0);
    expect(untilOf(refuse(429, openai("x")))).toBeUndefined();
  });
});

describe("a failure inside a stream", () => {
  const inStream = (body: JsonValue) =>
    classifyStreamFailure({ type: "failure", body, message: "fallback words" }, new Headers(), now).failure;

  test("is the same kind as the HTTP status it would have had", () => {
    expect(inStream({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }).kind).toBe(
      "overloaded",
    );
    expect(inStream({ error: { code: 429, message: "Rate limited upstream" } }).kind).toBe("rate_limit");
    expect(
      inStream({ response: { error: { code: "context_length_exceeded", message: "too long" } } }).kind,
    ).toBe("context_too_long");
    expect(inStream({ base_resp: { status_code: 1002, status_msg: "rate limit" } }).kind).toBe("rate_limit");
    expect(inStream({ error: "something" }).kind).toBe("server_error");
  });

  test("keeps the upstream's words, and those of the provider behind a gateway", () => {
    const wrapped = {
      error: {
        code: 400,
        message: "Provider returned error",
        metadata: { raw: '{"error":{"message":"bad tool"}}' },
      },
    };
    expect(inStream(wrapped).message).toBe("Provider returned error: bad tool");
    expect(inStream({}).message).toBe("fallback words");
  });
});
