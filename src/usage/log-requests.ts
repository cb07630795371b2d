import type { Log } from "../log.ts";
import type { CountedRequest, UsageSink } from "./count-request.ts";
import { promptTokens } from "./prompt-tokens.ts";

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

/** What was asked, who answered, how it ended: facts only, no prompt, no credential, no upstream's words. */
function logRequest(log: Log, counted: CountedRequest): void {
  const { request, served, usage, cost, tries, plan } = counted;
  log.info("request", {
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
  });
}

/** Writes one line at info for every request that finishes. */
export function logRequests(log: Log): UsageSink {
  return { take: (counted) => logRequest(log, counted) };
}
