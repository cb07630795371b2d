/** How one Anthropic-format host differs from Anthropic's own. */
export interface AnthropicQuirks {
  /**
   * Anthropic itself: betas, signatures, the attribution block and server tools pass untouched. Other hosts get them
   * stripped, since they know neither.
   */
  readonly native: boolean;
  /** Whether `role: "system"` messages in mid-conversation are understood. */
  readonly midSystem: boolean;
  /** Whether `web_search_…` server tools are run by the host. */
  readonly serverTools: boolean;
  /** Whether `POST /v1/messages/count_tokens` exists. */
  readonly countTokens: boolean;
  /** Vertex AI puts the model in the URL and the version in the body. */
  readonly vertex: boolean;
}

export const plainAnthropic: AnthropicQuirks = {
  native: false,
  midSystem: false,
  serverTools: false,
  countTokens: false,
  vertex: false,
};
