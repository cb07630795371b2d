import type { Price } from "../config/config.ts";
import type { FailureKind } from "../errors.ts";
import type { ProtocolId } from "../protocols/protocol.ts";
import type { ProviderType } from "../providers/table.ts";

/*
 * Members that may be absent may also stand there as `undefined`: records are made for every request, and leaving
 * members out costs more than all the rest of them.
 */

/** Token counts by kind. An absent kind was not reported. */
export interface TokenUsage {
  /** Fresh input: neither read from nor written to a cache. */
  readonly input?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite5m?: number | undefined;
  readonly cacheWrite1h?: number | undefined;
  /** Includes reasoning. */
  readonly output?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly webSearches?: number | undefined;
  /** US dollars the provider says it charged (OpenRouter's `usage.cost`). Wins over the price table. */
  readonly reportedCost?: number | undefined;
}

/** One target that was tried, or passed over, for a request. */
export interface AttemptRecord {
  readonly provider: string;
  /** Where the list price comes from. */
  readonly providerType: ProviderType;
  /** The provider's own model id. */
  readonly model: string;
  /** A plan pays (a login, or the client's own subscription): nothing is billed for the tokens. */
  readonly subscription: boolean;
  /** Price of the mapping, where the config states one; wins over the price table, kind by kind. */
  readonly price?: Price | undefined;
  /** Id of the credential, never the credential. */
  readonly credential?: string | undefined;
  readonly protocol: ProtocolId;
  readonly mode: "relay" | "translate";
  /** `skipped`: not called, see `reason`. */
  readonly outcome: "ok" | "skipped" | FailureKind;
  /** HTTP status the upstream answered with. */
  readonly status?: number | undefined;
  /** Why it was skipped, or the upstream's words shortened to one line. No prompt, no credential. */
  readonly reason?: string | undefined;
  /** Milliseconds since the request came in. */
  readonly startMs: number;
  readonly headersMs?: number | undefined;
  readonly firstEventMs?: number | undefined;
  readonly endMs: number;
  /** What this call consumed, also when it failed half-way. Sums and costs are made from here. */
  readonly usage?: TokenUsage | undefined;
}

/** What was said, redacted and with the middle of long texts left out. Kept only where `server.log_bodies` is on. */
export interface RequestBodies {
  /** As the client sent it. */
  readonly request: string;
  /** As the client got it, a stream as its events with their pieces joined; empty for a failure before the first word. */
  readonly answer: string;
}

/** One client request as ledger, metrics, log line and pages know it. Holds no prompt and no answer but in `bodies`. */
export interface RequestRecord {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly client: ProtocolId;
  readonly endpoint: "messages" | "count_tokens" | "chat_completions" | "responses";
  /** Hash of the client's session, 16 hex digits. */
  readonly session?: string | undefined;
  readonly agent?: string | undefined;
  /** Product token of the client's user agent (`claude-cli/2.1.330`). */
  readonly program?: string | undefined;
  /** Class of the request as the client names it (`auxiliary`, `side_reply`, …). */
  readonly requestClass?: string | undefined;
  readonly requestedModel: string;
  readonly model: string;
  readonly routeReason: string;
  /** What matched the rule, in words (`effort xhigh`, `tool web_search_20250305`). */
  readonly routeMatch?: string | undefined;
  readonly stream: boolean;
  /** Status the client got; 499 when it went away. */
  readonly status: number;
  readonly requestBytes: number;
  readonly durationMs: number;
  readonly firstTokenMs?: number | undefined;
  /** Time ccm itself took before the upstream had the request. */
  readonly overheadMs?: number | undefined;
  /** Why the answer ended, in the hub's words (`end_turn`, `tool_use`, …). */
  readonly stopReason?: string | undefined;
  /** In the order they were made, passed-over targets included. */
  readonly attempts: readonly AttemptRecord[];
  /** Of the attempt that served; equals that attempt's own `usage`. */
  readonly usage?: TokenUsage | undefined;
  /** What translation dropped, by name. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly failure?: { readonly kind: FailureKind; readonly message: string } | undefined;
  readonly bodies?: RequestBodies | undefined;
}

/** Receives finished requests. Must not block and must not throw: the ledger writes in batches behind it. */
export interface UsageRecorder {
  record(request: RequestRecord): void;
}
