import type { AnthropicQuirks } from "../protocols/anthropic/quirks.ts";
import type { GeminiQuirks } from "../protocols/gemini/quirks.ts";
import type { ChatQuirks } from "../protocols/openai-chat/quirks.ts";
import type { ResponsesQuirks } from "../protocols/openai-responses/quirks.ts";
import type { ProtocolId } from "../protocols/protocol.ts";

/** How a provider wants its credential. */
export type AuthHeader =
  | "bearer"
  | "x-api-key"
  /** Azure: `api-key`. */
  | "api-key"
  /** Google: `x-goog-api-key`. */
  | "x-goog-api-key"
  /** Local servers: nothing unless a key is configured, then bearer. */
  | "optional-bearer"
  /** The built-in demo provider and Application Default Credentials need no key from the config. */
  | "none";

/** What a provider can take; the chain prefers a target that can. Absent means yes. */
export interface Capabilities {
  readonly images?: boolean;
  readonly documents?: boolean;
  readonly tools?: boolean;
}

/** The OpenAI wire formats that `wire_api` in the config chooses between. */
export type WireApi = "chat" | "responses";

/** Where a row departs from the plain form of each protocol; `quirks.ts` fills in the rest. */
export interface RowQuirks {
  readonly anthropic?: Partial<AnthropicQuirks>;
  readonly chat?: Partial<ChatQuirks>;
  readonly responses?: Partial<ResponsesQuirks>;
  readonly gemini?: Partial<GeminiQuirks>;
}

/** One provider type: pure data, equal to its own JSON. Behaviour lives in named quirks. */
export interface ProviderRow {
  /** The name a person knows it by. */
  readonly title: string;
  /** What is spoken unless the config says `wire_api`. */
  readonly protocol: ProtocolId;
  /** Up to and without the protocol's own path; a `/v1` that the host wants belongs to it. Absent: `base_url` is required. */
  readonly baseUrl?: string;
  /** What `wire_api` may choose here. Absent: nothing. */
  readonly wireApis?: readonly WireApi[];
  /** Base of what `wire_api` chooses, where it is another than `baseUrl`: hosts with an Anthropic and an OpenAI front. */
  readonly openAiBaseUrl?: string;
  /** Path for a `base_url` that is only an origin, where `/v1` is not what the host wants. */
  readonly originPath?: string;
  readonly auth: AuthHeader;
  /** Environment variable that holds the key by custom (`OPENROUTER_API_KEY`); `init` looks for it. */
  readonly keyVariable?: string;
  /** Where a person gets a key. */
  readonly keyUrl?: string;
  /** Vendor of the OAuth login that works here. */
  readonly oauth?: "anthropic" | "openai" | "google";
  /** The other door that a login opens, where subscriptions are not served at `baseUrl`. */
  readonly oauthEndpoint?: {
    readonly protocol: ProtocolId;
    readonly baseUrl: string;
    readonly quirks?: RowQuirks;
  };
  /** Host by `location`; `*` is any other, with `{location}` to be filled in. `baseUrl` has the host of `global`. */
  readonly locationHosts?: Readonly<Record<string, string>>;
  /** Headers sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly capabilities?: Capabilities;
  readonly quirks?: RowQuirks;
}
