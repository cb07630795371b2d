import type { RequestSummary } from "../../../usage/queries/request-rows.ts";

const columns: Readonly<Record<string, (request: RequestSummary) => string | number | boolean | undefined>> =
  {
    id: ({ id }) => id,
    started_at: ({ startedAt }) => new Date(startedAt).toISOString(),
    client: ({ client }) => client,
    endpoint: ({ endpoint }) => endpoint,
    route: ({ route }) => route,
    model: ({ model }) => model,
    provider: ({ provider }) => provider,
    served_model: ({ servedModel }) => servedModel,
    outcome: ({ outcome }) => outcome,
    status: ({ status }) => status,
    tries: ({ tries }) => tries,
    input: ({ tokens }) => tokens.input,
    cache_read: ({ tokens }) => tokens.cacheRead,
    cache_write_5m: ({ tokens }) => tokens.cacheWrite5m,
    cache_write_1h: ({ tokens }) => tokens.cacheWrite1h,
    output: ({ tokens }) => tokens.output,
    reasoning: ({ tokens }) => tokens.reasoning,
    billed_usd: ({ cost }) => cost.billed,
    list_usd: ({ cost }) => cost.list,
    plan: ({ plan }) => plan,
    first_token_ms: ({ firstTokenMs }) => firstTokenMs,
    overhead_ms: ({ overheadMs }) => overheadMs,
    duration_ms: ({ durationMs }) => durationMs,
  };

/** Quotes what needs it; a text that a spreadsheet would take for a formula gets a quote before it. */
function field(value: string | number | boolean | undefined): string {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Requests as CSV (RFC 4180) with a head; what is unknown is empty. */
export function writeCsv(requests: readonly RequestSummary[]): string {
  const rows = requests.map((request) => Object.values(columns).map((read) => field(read(request))));
  return [Object.keys(columns), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}
