/** How one host's Responses API differs from OpenAI's own. */
export interface ResponsesQuirks {
  /** The ChatGPT (Codex) backend: `store: false` and `stream: true` only, no output limit, no sampling (seen in August 2026). */
  readonly chatgptBackend: boolean;
  /** Whether the host runs `web_search` itself. */
  readonly webSearch: boolean;
  /** Whether `POST /responses/input_tokens` exists. */
  readonly countTokens: boolean;
}

export const plainResponses: ResponsesQuirks = { chatgptBackend: false, webSearch: true, countTokens: false };
