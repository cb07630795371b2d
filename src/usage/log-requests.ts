import type { Log } from "../log.ts";
import type { CountedRequest, UsageSink } from "./count-request.ts";
import { formatCost, formatMs, formatTokens } from "./format-figures.ts";
import { promptTokens } from "./prompt-tokens.ts";
import { shortId } from "./short-id.ts";

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

/** The same in the order in which a person reads it, short enough for most screens. */
function describe(counted: CountedRequest): string {
  const { request, served, usage, cost, tries, plan } = counted;
  const parts = [
    `${request.status} ${request.failure?.kind ?? ""}`.trimEnd(),
    `${request.model} (${request.endpoint === "count_tokens" ? "count" : request.routeReason})`,
    served ? `${served.provider} ${served.model}` : "nobody",
    formatMs(request.durationMs),
    tries > 1 && `${tries} tries`,
    usage.output !== undefined &&
      `${formatTokens(promptTokens(usage))} in, ${formatTokens(usage.output)} out`,
    formatCost({ billed: cost.billed }, plan),
    shortId(request.id),
  ];
  return parts.filter(Boolean).join("  ");
}

/** What was asked, who answered, how it ended: facts only, no prompt, no credential, no upstream's words. */
function logRequest(log: Log, counted: CountedRequest): void {
  const { request, served, usage, cost, tries, plan } = counted;
  const facts = {
    id: request.id,
    client: request.client,
    ...(request.endpoint === "count_tokens" && { endpoint: request.endpoint }),
    route: request.routeReason,
    model: request.model,
    provider: served?.provider,
    served: served?.model,
    status: request.status,
    ms: rounded(request.durationMs),
    first_token_ms: rounded(request.firstTokenMs),
    tokens_in: promptTokens(usage),
    tokens_out: usage.output,
    cost: plan ? "plan" : cost.billed === undefined ? undefined : Number(cost.billed.toFixed(6)),
    ...(tries > 1 && { attempts: tries }),
    failure: request.failure?.kind,
  };
  log.info("request", facts, () => describe(counted));
}

/** Writes one line at info for every request that finishes. */
export function logRequests(log: Log): UsageSink {
  return {
    take(counted) {
      if (log.writes("info")) logRequest(log, counted);
    },
  };
}
