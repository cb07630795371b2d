import type { ProviderConfig } from "../config/config.ts";
import type { Secret } from "../secret.ts";

/** What one attempt sends to prove who pays. */
export interface Credential {
  readonly secret: Secret;
  /** `oauth` and `adc` go out as bearer whatever the provider's row says. */
  readonly kind: "api_key" | "oauth" | "adc";
  /** ChatGPT account id of the login. */
  readonly accountId?: string;
  /** Google Cloud project: of the Code Assist login, or of Application Default Credentials. */
  readonly projectId?: string;
  /** Project that Google bills for user credentials (`x-goog-user-project`). */
  readonly quotaProjectId?: string;
}

/** One credential of a provider: a key of its list, its login, or the client's own. */
export interface CredentialHandle {
  /** Stable and free of secrets (`openrouter#2`, `anthropic@login`); cooldowns and the ledger use it. */
  readonly id: string;
  /** Changes when the credential does, so that a cooldown for a rejected key ends with the key. */
  readonly version: string;
  /**
   * The credential, refreshed if it is about to expire.
   * @throws UpstreamError `authentication` when the login is dead, `network` when a refresh cannot be made now.
   */
  resolve(): Promise<Credential>;
  /** After a 401: refreshes now. Resolves to false when nothing can be refreshed (API keys). Never cancelled by a client. */
  refreshAfterRejection(): Promise<boolean>;
}

/** A provider without a credential, and why, in words for `status` ("not configured: $ZAI_API_KEY is unset"). */
export interface NotReady {
  readonly reason: string;
}

/** Where the chain gets credentials from. Keyless and passthrough providers yield no handles and no reason. */
export interface CredentialSource {
  handlesOf(provider: ProviderConfig): readonly CredentialHandle[] | NotReady;
}
