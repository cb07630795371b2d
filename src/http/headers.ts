/*
 * Which headers cross ccm. Upstream gets nothing that authenticates the client to ccm or describes the hop; the client
 * gets nothing that is only true of the other connection.
 */

/** RFC 9110 7.6.1, with the ones that describe a body which ccm frames and (de)compresses anew. */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "content-encoding",
] as const;

const neverUpstream: ReadonlySet<string> = new Set([
  ...hopByHop,
  "host",
  "cookie",
  "authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "accept-encoding",
  "expect",
  "forwarded",
  "via",
  "x-real-ip",
  "origin",
  "referer",
  "x-provider",
  "x-admin-token",
]);

const neverUpstreamPrefixes = ["x-forwarded-", "x-ccm-", "sec-fetch-", "cf-"] as const;

const neverDownstream: ReadonlySet<string> = new Set([
  ...hopByHop,
  "set-cookie",
  "alt-svc",
  "strict-transport-security",
  "server",
  // Codex warns of a flagged account when this differs from the model it asked for.
  "openai-model",
]);

const neverDownstreamPrefixes = ["access-control-", "x-ccm-"] as const;

/** What an Anthropic-format host that is not Anthropic may see of the client: the version and who is really asking. */
const describesClient = ["anthropic-version", "user-agent"] as const;

/**
 * Header fields that are being put together, names in lower case. `fetch` and `Response` take a `Headers` too, at more
 * than twice the cost.
 */
export type HeaderFields = Record<string, string>;

function startsWithAny(name: string, prefixes: readonly string[]): boolean {
  for (const prefix of prefixes) if (name.startsWith(prefix)) return true;
  return false;
}

function copy(from: Headers, names: ReadonlySet<string>, prefixes: readonly string[]): HeaderFields {
  const fields: HeaderFields = {};
  from.forEach((value, name) => {
    if (!names.has(name) && !startsWithAny(name, prefixes)) fields[name] = value;
  });
  return fields;
}

/** The client's headers as its own vendor may see them: all but hop, credential and ccm headers. */
export function forwardedRequestHeaders(client: Headers): HeaderFields {
  return copy(client, neverUpstream, neverUpstreamPrefixes);
}

/** The few client headers that a host of another vendor gets when the client's bytes are relayed to it. */
export function describingRequestHeaders(client: Headers): HeaderFields {
  const fields: HeaderFields = {};
  for (const name of describesClient) {
    const value = client.get(name);
    if (value !== null) fields[name] = value;
  }
  return fields;
}

/** The upstream's headers as the client may see them: limits and request ids pass, cookies and framing do not. */
export function forwardedResponseHeaders(upstream: Headers): HeaderFields {
  return copy(upstream, neverDownstream, neverDownstreamPrefixes);
}

/** `retry-after-ms` or `retry-after` (seconds or a date) in milliseconds from `now`; undefined when absent or absurd. */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const milliseconds = Number(
    headers.get("retry-after-ms") ?? headers.get("x-ms-retry-after-ms") ?? Number.NaN,
  );
  if (milliseconds >= 0) return milliseconds;
  const value = headers.get("retry-after");
  if (value === null || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
