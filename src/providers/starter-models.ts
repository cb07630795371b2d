import type { ProviderType } from "./table.ts";

/** What a fresh config asks a provider for, as the vendor names it. */
export interface StarterModels {
  readonly main: string;
  /** For requests that ask for much thinking; absent: the main one. */
  readonly think?: string;
  /** For titles and other small work; absent: the main one. */
  readonly background?: string;
}

/**
 * Models to begin with, of the providers that have a usual choice for coding (vendors' pages, November 2026). Of the others,
 * which host what their users choose, a person names one.
 */
export const starterModels: Readonly<Partial<Record<ProviderType, StarterModels>>> = {
  anthropic: { main: "claude-sonnet-5-5", think: "claude-opus-5-5", background: "claude-haiku-5-5" },
  openai: { main: "gpt-6.1-sol", background: "gpt-6-luna" },
  gemini: { main: "gemini-3.1-pro-preview", background: "gemini-2.5-flash" },
  "vertex-ai": { main: "gemini-3.1-pro-preview", background: "gemini-2.5-flash" },
  "z.ai": { main: "glm-5.3", background: "glm-4.5-air" },
  minimax: { main: "MiniMax-M3" },
  "kimi-coding": { main: "kimi-for-coding" },
  moonshot: { main: "kimi-k3", background: "kimi-k2.7-code" },
  openrouter: {
    main: "~anthropic/claude-sonnet-latest",
    think: "~anthropic/claude-opus-latest",
    background: "~anthropic/claude-haiku-latest",
  },
  deepseek: { main: "deepseek-v4-pro", background: "deepseek-flash" },
  xai: { main: "grok-4.7", background: "grok-code-fast-1" },
};
