import { expect, test } from "bun:test";
import fc from "fast-check";
import { classifyRefusal, classifyStreamFailure } from "../../../src/chain/classify.ts";
import { failures, type UpstreamFailure } from "../../../src/errors.ts";
import type { JsonValue } from "../../../src/json.ts";

const now = 1_795_000_000_000;
const longestReset = 8 * 24 * 3600_000;

const anyNumber = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom("", " ", "NaN", "Infinity", "-1", "1e400", "0x10", "99999999999999", "1795000060"),
);
const anyMoment = fc.oneof(
  anyNumber,
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom("6m0s", "34.07s", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"),
);

const anyHeaders = fc.dictionary(
  fc.constantFrom(
    "retry-after",
    "retry-after-ms",
    "x-ms-retry-after-ms",
    "date",
    "x-should-retry",
    "anthropic-ratelimit-unified-reset",
    "anthropic-ratelimit-unified-5h-reset",
    "x-ratelimit-reset-tokens",
    "x-codex-primary-reset-at",
  ),
  anyMoment,
);
const spent = {
  "anthropic-ratelimit-unified-status": "rejected",
  "anthropic-ratelimit-unified-5h-status": "rejected",
  "x-ratelimit-remaining-tokens": "0",
  "x-codex-primary-used-percent": "100",
};

/** Bodies in which the members that are read are frequent, and of any type. */
const anyBody: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    anyMoment,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        "error",
        "errors",
        "type",
        "code",
        "status",
        "message",
        "detail",
        "details",
        "metadata",
        "raw",
        "response",
        "base_resp",
        "status_code",
        "resets_at",
        "resets_in_seconds",
        "retryDelay",
        "quotaResetDelay",
        "param",
      ),
      tie("value"),
    ),
  ),
})).value;

function check(failure: UpstreamFailure): void {
  expect(failure.kind in failures).toBe(true);
  expect(failure.message).toBeString();
  expect(failure.message.length).toBeLessThan(2500);
  if (failure.resetAt === undefined) return;
  expect(failure.resetAt).toBeWithin(now, now + longestReset + 1);
  expect(failure.retryAfterMs).toBe(failure.resetAt - now);
}

test("whatever an upstream refuses with is of a known kind, and its limit ends within bounds", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 300, max: 599 }),
      anyHeaders,
      fc.boolean(),
      anyBody,
      (status, own, limit, body) => {
        const headers = new Headers({ ...own, ...(limit && spent) });
        check(classifyRefusal({ status, headers, body: JSON.stringify(body) }, now).failure);
        check(classifyStreamFailure({ type: "failure", body, message: "words" }, headers, now).failure);
      },
    ),
    { numRuns: 2000 },
  );
});

test("a body that is no JSON is no obstacle", () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 599 }), fc.string({ unit: "binary" }), (status, body) => {
      check(classifyRefusal({ status, headers: new Headers(), body }, now).failure);
    }),
  );
});
