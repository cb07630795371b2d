import type { AuthHeader, WireApi } from "../providers/row.ts";
import type { ProviderType } from "../providers/table.ts";
import type { Secret } from "../secret.ts";

/*
 * Providers, models and routes before they are a config: what `ccm init` was told, or what `ccm import` found. Written as
 * a new file, or added to one that is there.
 */

/** A key as the file will hold it: the name of a variable, or the key itself. */
export type SetupKey = { readonly variable: string } | { readonly literal: Secret };

/** A provider to be. */
export interface SetupProvider {
  readonly name: string;
  readonly type: ProviderType;
  readonly auth: "api_key" | "oauth" | "passthrough";
  readonly keys: readonly SetupKey[];
  /** Name of the login in the token file, where it is not the provider's. */
  readonly login?: string;
  readonly baseUrl?: string;
  readonly wireApi?: WireApi;
  readonly authHeader?: Exclude<AuthHeader, "none" | "optional-bearer">;
  readonly headers?: Readonly<Record<string, SetupKey>>;
  readonly projectId?: string;
  readonly location?: string;
}

/** One of the targets of a model. */
export interface SetupMapping {
  readonly provider: string;
  /** As the provider names it. */
  readonly model: string;
  readonly maxOutputTokens?: number;
}

/** A model to be, with its targets. */
export interface SetupModel {
  readonly name: string;
  /** First to last. */
  readonly mappings: readonly SetupMapping[];
}

/** Names of models by kind of request, as `[router]` has them. */
export interface SetupRoutes {
  readonly default: string;
  readonly think?: string;
  readonly websearch?: string;
  readonly background?: string;
  readonly long_context?: string;
  readonly long_context_tokens?: number;
}

/** What `[server]` is to hold beside its defaults. */
export interface SetupServer {
  readonly host?: string;
  readonly port?: number;
  readonly apiKey?: SetupKey;
  readonly timeoutMs?: number;
}

/** What has no place in a config of ccm, and why. Neither part may hold a secret. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

/** All of it. */
export interface Setup {
  readonly server: SetupServer;
  readonly routes: SetupRoutes;
  readonly providers: readonly SetupProvider[];
  readonly models: readonly SetupModel[];
  readonly leftOut: readonly LeftOut[];
}
