import type { LogFormat, LogLevel } from "../log.ts";
import type { Effort } from "../protocols/anthropic/request.ts";
import type { AuthHeader } from "../providers/row.ts";
import type { ProviderType } from "../providers/table.ts";
import type { Secret } from "../secret.ts";

/*
 * The configuration after reading: defaults filled in, references to the environment resolved, frozen. One snapshot
 * serves a request from its first to its last byte; a reload swaps the whole.
 */

/** Milliseconds. A provider's own values win over the server's. */
export interface Timeouts {
  /** The whole request with all its attempts. */
  readonly apiMs: number;
  readonly connectMs: number;
  /** From the request's last byte to the first event that means something; pings do not count. */
  readonly firstEventMs: number;
  /** Between two events after the first. */
  readonly idleMs: number;
}

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** What clients must send; absent: anyone who reaches the port may ask. */
  readonly apiKey?: Secret;
  readonly logLevel: LogLevel;
  /** Absent: pretty on a terminal, else JSON. */
  readonly logFormat?: LogFormat;
  /** Whether the ledger keeps request and answer bodies, redacted and capped. */
  readonly logBodies: boolean;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly maxBodyBytes: number;
  readonly timeouts: Timeouts;
  /** Beyond so many requests at once, further ones are told to come again. */
  readonly maxConcurrentRequests: number;
  /** How long a client may leave what was sent to it unread before its answer is given up. */
  readonly sendMs: number;
  /** How long a stopping server lets live streams run on. */
  readonly drainMs: number;
  /** How long a session keeps to the provider that answered it last, for its prompt cache. 0: never. */
  readonly sessionAffinityMs: number;
  /** From this share of a subscription's window on (0 to 1), the next target is preferred. Absent: never. */
  readonly preferNextAtUtilization?: number;
}

/** A sign that routes a request to the think model. */
export type ThinkSign = "enabled" | "plan" | "ultrathink" | "low" | "medium" | "high" | "xhigh" | "max";

export interface RouterConfig {
  readonly default: string;
  readonly think?: string;
  readonly websearch?: string;
  readonly background?: string;
  readonly longContext?: string;
  readonly longContextTokens: number;
  readonly autoMap: boolean;
  readonly autoMapRegex: RegExp;
  readonly backgroundRegex: RegExp;
  readonly thinkWhen: readonly ThinkSign[];
}

export interface ProviderConfig {
  readonly name: string;
  readonly type: ProviderType;
  readonly enabled: boolean;
  readonly authType: "api_key" | "oauth" | "passthrough";
  /** Keys in the order they are tried, without those whose variable is unset. Empty for keyless local providers too. */
  readonly keys: readonly Secret[];
  /** Names of environment variables that the config refers to and that are unset. */
  readonly unsetVariables: readonly string[];
  /** The variable each of `keys` came from, by the same index; undefined for a key written in the file. */
  readonly keyVariables: readonly (string | undefined)[];
  /** Key of the login in the token store; the provider's name where the config gives none. */
  readonly oauthProvider: string;
  /** As written, without trailing slash. */
  readonly baseUrl?: string;
  /** Sent with every request. Values may be credentials: mask them wherever they are shown. */
  readonly headers: Readonly<Record<string, string>>;
  /** Overrides how the type sends its key. */
  readonly authHeader?: AuthHeader;
  readonly projectId?: string;
  readonly location?: string;
  readonly wireApi?: "chat" | "responses";
  /** Model names this provider serves without a `[[models]]` entry. */
  readonly models: readonly string[];
  readonly timeouts: Partial<Timeouts>;
}

/** US dollars per million tokens; an absent kind is unknown, not free. */
export interface Price {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
}

export interface MappingConfig {
  readonly provider: string;
  readonly actualModel: string;
  readonly priority: number;
  readonly reasoningEffort?: Effort;
  readonly maxOutputTokens?: number;
  readonly contextWindow?: number;
  readonly price?: Price;
}

export interface ModelConfig {
  readonly name: string;
  /** By priority, lowest number first, equal ones in file order. */
  readonly mappings: readonly MappingConfig[];
  /** `message`: hold the whole answer, so that even a cut in mid-stream fails over unseen. */
  readonly commit: "event" | "message";
}

/** Something wrong in the file. Errors stop `ccm start`; warnings stay visible in `status`. */
export interface Finding {
  readonly severity: "error" | "warning";
  /** 1-based; absent when the finding belongs to no line (a missing section). */
  readonly line?: number;
  /** TOML path such as `providers[2].base_url`. */
  readonly path: string;
  /** What is wrong and what to do, in one sentence, with "did you mean" where there is a near name. */
  readonly message: string;
}

/** Overrides of one vendor's OAuth endpoints, key by key as written (`authorize_url`, `token_url`, `client_id`, …). */
export type AuthOverrides = Readonly<Record<string, string | readonly string[]>>;

/** What the ledger keeps. */
export interface UsageConfig {
  readonly enabled: boolean;
  readonly retentionDays: number;
  readonly maxBytes: number;
}

export interface Config {
  /** The file it was read from. */
  readonly path: string;
  /** SHA-256 of the file's bytes, to notice a change on disk before an edit. */
  readonly revision: string;
  readonly server: ServerConfig;
  readonly router: RouterConfig;
  readonly providers: readonly ProviderConfig[];
  readonly models: readonly ModelConfig[];
  readonly auth: Readonly<Record<"anthropic" | "openai" | "google", AuthOverrides>>;
  readonly usage: UsageConfig;
  /** Warnings only: a file with errors makes no `Config`. */
  readonly findings: readonly Finding[];
}
