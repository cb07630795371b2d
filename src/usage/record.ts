import type { FailureKind } from "../errors.ts";
import type { ProtocolId } from "../protocols/protocol.ts";

/** Token counts by kind. An absent kind was not reported. */
export interface TokenUsage {
  /** Fresh input: neither read from nor written to a cache. */
  readonly input?: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
  /** Includes reasoning. */
  readonly output?: number;
  readonly reasoning?: number;
  readonly webSearches?: number;
}

/** One target that was tried, or passed over, for a request. */
export interface AttemptRecord {
  readonly provider: string;
  /** The provider's own model id. */
  readonly model: string;
  /** Id of the credential, never the credential. */
  readonly credential?: string;
  readonly protocol: ProtocolId;
  readonly mode: "relay" | "translate";
  /** `skipped`: not called, see `reason`. */
  readonly outcome: "ok" | "skipped" | FailureKind;
  /** HTTP status the upstream answered with. */
  readonly status?: number;
  /** Why it was skipped, or the upstream's words shortened to one line. No prompt, no credential. */
  readonly reason?: string;
  /** Milliseconds since the request came in. */
  readonly startMs: number;
  readonly headersMs?: number;
  readonly firstEventMs?: number;
  readonly endMs: number;
  readonly usage?: TokenUsage;
}

/** One client request as ledger, metrics, log line and pages know it. Holds no prompt and no answer. */
export interface RequestRecord {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly client: ProtocolId;
  readonly endpoint: "messages" | "count_tokens" | "chat_completions" | "responses";
  /** Hash of the client's session, 16 hex digits. */
  readonly session?: string;
  readonly agent?: string;
  readonly requestedModel: string;
  readonly model: string;
  readonly routeReason: string;
  /** What matched the rule, in words (`effort xhigh`, `tool web_search_20250305`). */
  readonly routeMatch?: string;
  readonly stream: boolean;
  /** Status the client got; 499 when it went away. */
  readonly status: number;
  readonly requestBytes: number;
  readonly durationMs: number;
  readonly firstTokenMs?: number;
  /** Time ccm itself took before the upstream had the request. */
  readonly overheadMs?: number;
  readonly attempts: readonly AttemptRecord[];
  /** Of the attempt that served. */
  readonly usage?: TokenUsage;
  /** What translation dropped, by name. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly failure?: { readonly kind: FailureKind; readonly message: string };
}

/** Receives finished requests. Must not block and must not throw: the ledger writes in batches behind it. */
export interface UsageRecorder {
  record(request: RequestRecord): void;
}
