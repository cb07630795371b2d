import { respond } from "../../support/stand-in/frame-response.ts";
import type { ErrorName } from "../../support/wire/wire.ts";
import { bothModes, type Expected, type Fault } from "../fault.ts";
import { type Scene, wholeAnswer } from "../scene.ts";
import { heals, limit, passing, refusal, returned, words } from "./expectations.ts";

interface StatusRow {
  readonly name: string;
  readonly status: number;
  readonly error: ErrorName;
  readonly expected: Expected;
  readonly headers?: () => Record<string, string>;
  /** The provider's words, where the format has a wording of its own for the case. */
  readonly message?: string;
}

const tooLong = "prompt is too long: 210000 tokens > 200000 maximum";
const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;

const rows: readonly StatusRow[] = [
  { name: "400-invalid", status: 400, error: "invalid", expected: returned(400) },
  { name: "400-filtered", status: 400, error: "filtered", expected: returned(400) },
  {
    name: "400-too-long",
    status: 400,
    error: "context",
    message: tooLong,
    expected: { outcome: "returned", status: [400, 413], says: "prompt is too long" },
  },
  { name: "401", status: 401, error: "authentication", expected: refusal([401], true) },
  { name: "402", status: 402, error: "billing", expected: refusal([402], true) },
  { name: "403", status: 403, error: "permission", expected: refusal([403], true) },
  { name: "404-model", status: 404, error: "model", expected: refusal([404], true) },
  { name: "408", status: 408, error: "server", expected: passing(408, 504) },
  { name: "409", status: 409, error: "server", expected: passing(409) },
  { name: "413", status: 413, error: "invalid", expected: returned(413) },
  { name: "422", status: 422, error: "invalid", expected: returned(400, 422) },
  { name: "429-bare", status: 429, error: "rate", expected: limit(false) },
  {
    name: "429-retry-after",
    status: 429,
    error: "rate",
    headers: () => ({ "retry-after": "60" }),
    expected: limit(true),
  },
  {
    name: "429-retry-date",
    status: 429,
    error: "rate",
    headers: () => ({ "retry-after": new Date(Date.now() + 3_600_000).toUTCString() }),
    expected: limit(true),
  },
  {
    name: "429-window-used-up",
    status: 429,
    error: "rate",
    headers: () => ({
      "anthropic-ratelimit-unified-status": "rejected",
      "anthropic-ratelimit-unified-reset": String(inAnHour()),
      "anthropic-ratelimit-unified-representative-claim": "five_hour",
    }),
    expected: limit(true),
  },
  { name: "500", status: 500, error: "server", expected: passing(500) },
  { name: "502", status: 502, error: "server", expected: passing(500, 502) },
  { name: "503", status: 503, error: "overloaded", expected: passing(529, 503) },
  {
    name: "503-retry-after",
    status: 503,
    error: "overloaded",
    headers: () => ({ "retry-after": "60" }),
    expected: {
      outcome: "next",
      alone: { status: [529, 503], calls: 1, says: words, retryAfter: true },
      rests: true,
    },
  },
  {
    name: "400-try-again",
    status: 400,
    error: "invalid",
    headers: () => ({ "x-should-retry": "true" }),
    expected: {
      outcome: "next",
      alone: { status: [400], calls: 2, says: words, shouldRetry: "true" },
      rests: false,
    },
  },
  { name: "504", status: 504, error: "server", expected: passing(504, 500, 502) },
  { name: "520", status: 520, error: "server", expected: passing(500, 502) },
  { name: "529", status: 529, error: "overloaded", expected: passing(529, 503) },
  {
    name: "500-do-not-retry",
    status: 500,
    error: "server",
    headers: () => ({ "x-should-retry": "false" }),
    expected: refusal([500], false),
  },
];

function refuse(scene: Scene, row: StatusRow): ReturnType<typeof respond> {
  const { status, error, message = words } = row;
  const headers = { "content-type": "application/json", ...row.headers?.() };
  return respond({
    status,
    headers,
    body: [JSON.stringify(scene.wire.error(error, message))],
    framing: "length",
  });
}

/** The same refusal once, then an answer: a lone target heals by one more try. */
function once(row: StatusRow): Fault {
  return {
    name: `${row.name}-once`,
    modes: bothModes,
    script: (scene) => (scene.nth === 0 ? refuse(scene, row) : wholeAnswer(scene)),
    expected: heals([1, 2]),
  };
}

const soon = {
  name: "429-soon-over",
  status: 429,
  error: "rate",
  headers: () => ({ "retry-after-ms": "150" }),
} as const;

/** A body that is no error of any protocol, as proxies and firewalls put before a provider. */
function pageWith(status: number, expected: Expected): Fault {
  const body = ["<html><body>Attention required</body></html>"];
  return {
    name: `${status}-html`,
    modes: bothModes,
    script: () => respond({ status, headers: { "content-type": "text/html" }, body }),
    expected,
  };
}

/** Every status with which a provider refuses. */
export const statusFaults: readonly Fault[] = [
  ...rows.map(
    (row): Fault => ({
      name: row.name,
      modes: bothModes,
      script: (scene) => refuse(scene, row),
      expected: row.expected,
    }),
  ),
  ...rows.filter(({ name }) => ["500", "503", "529"].includes(name)).map(once),
  { ...once({ ...soon, expected: limit(true) }), expected: { ...heals([1, 2]), mayRest: true } },
  {
    name: "400-too-long-for-this-one",
    modes: bothModes,
    mapping: (slot) => [`context_window = ${slot === 0 ? 200_000 : 1_000_000}`],
    script: (scene) =>
      respond({
        status: 400,
        headers: { "content-type": "application/json" },
        body: [JSON.stringify(scene.wire.error("context", tooLong))],
      }),
    expected: {
      outcome: "next",
      alone: { status: [400, 413], calls: 1, says: "prompt is too long" },
      rests: false,
    },
  },
  pageWith(403, { outcome: "next", alone: { status: [403, 502] } }),
  pageWith(500, passing(500, 502)),
  pageWith(502, passing(500, 502)),
];
