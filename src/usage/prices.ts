import type { Price } from "../config/config.ts";

/** A vendor's list price. */
export interface ListPrice extends Price {
  /** US dollars per thousand searches that the provider runs itself. */
  readonly webSearch?: number;
  /** A request whose whole prompt is larger than `above` tokens pays these multiples, for all its tokens. */
  readonly long?: { readonly above: number; readonly input: number; readonly output: number };
  /** Every rate is multiplied in these UTC hours (from, to), Monday to Friday. */
  readonly peak?: {
    readonly times: number;
    readonly hours: readonly { readonly from: number; readonly to: number }[];
  };
}

/** One line of a vendor's price list. */
export interface PriceRow extends ListPrice {
  /** Model ids as the vendor writes them, without the date of a snapshot. */
  readonly models: readonly string[];
  /** First day (UTC, `2026-12-01`) on which this row no longer holds; a later row takes over. */
  readonly until?: string;
}

/** When the table below was last compared with the vendors' pages. */
export const pricesCheckedOn = "2026-11-22";

const openAiLong = { above: 272_000, input: 2, output: 1.5 } as const;
const googleLong = { above: 200_000, input: 2, output: 1.5 } as const;
const gemini15Long = { above: 128_000, input: 2, output: 2 } as const;
const grokLong = { above: 200_000, input: 2, output: 2 } as const;
const deepSeekHours = [
  { from: 1, to: 4 },
  { from: 6, to: 10 },
] as const;
const deepSeekPeak = { times: 2, hours: deepSeekHours } as const;

/**
 * List prices in US dollars per million tokens, standard tier, as the vendors' price pages showed them on
 * {@link pricesCheckedOn} or, for older models, when the model was current. A model that is not here has an unknown
 * price, which is not zero; `price` on a mapping states one.
 */
// biome-ignore format: one price a line
export const vendorPrices = {
  // platform.claude.com/docs/en/about-claude/pricing, October 2026. Haiku 5.5 costs five times as much above 100k tokens.
  anthropic: [
    { models: ["claude-fable-5-1", "claude-mythos-5-1"], input: 10, output: 50, cacheRead: 0.25, cacheWrite5m: 12.5, cacheWrite1h: 20, webSearch: 10 },
    { models: ["claude-fable-5", "claude-mythos-5"], input: 10, output: 50, cacheRead: 1, cacheWrite5m: 12.5, cacheWrite1h: 20, webSearch: 10 },
    { models: ["claude-opus-5-5"], input: 4, output: 20, cacheRead: 0.2, cacheWrite5m: 5, cacheWrite1h: 8, webSearch: 10 },
    { models: ["claude-opus-5", "claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6", "claude-opus-4-5"], input: 5, output: 25, cacheRead: 0.5, cacheWrite5m: 6.25, cacheWrite1h: 10, webSearch: 10 },
    { models: ["claude-opus-4-1", "claude-opus-4-0", "claude-opus-4"], input: 15, output: 75, cacheRead: 1.5, cacheWrite5m: 18.75, cacheWrite1h: 30, webSearch: 10 },
    { models: ["claude-sonnet-5-5"], input: 2, output: 10, cacheRead: 0.2, cacheWrite5m: 2.5, cacheWrite1h: 4, webSearch: 10, until: "2026-10-07" },
    { models: ["claude-sonnet-5-5"], input: 2, output: 10, cacheRead: 0.1, cacheWrite5m: 2.5, cacheWrite1h: 4, webSearch: 10 },
    { models: ["claude-sonnet-5"], input: 2, output: 10, cacheRead: 0.2, cacheWrite5m: 2.5, cacheWrite1h: 4, webSearch: 10 },
    { models: ["claude-sonnet-4-5"], input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6, webSearch: 10, long: googleLong },
    { models: ["claude-sonnet-4-6", "claude-sonnet-4-0", "claude-sonnet-4", "claude-3-7-sonnet", "claude-3-7-sonnet-latest", "claude-3-5-sonnet", "claude-3-5-sonnet-latest"], input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6, webSearch: 10 },
    { models: ["claude-haiku-5-5"], input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite5m: 0.125, cacheWrite1h: 0.2, webSearch: 10, long: { above: 100_000, input: 5, output: 5 } },
    { models: ["claude-haiku-4-5"], input: 1, output: 5, cacheRead: 0.1, cacheWrite5m: 1.25, cacheWrite1h: 2, webSearch: 10 },
    { models: ["claude-3-5-haiku", "claude-3-5-haiku-latest"], input: 0.8, output: 4, cacheRead: 0.08, cacheWrite5m: 1, cacheWrite1h: 1.6, webSearch: 10 },
    { models: ["claude-3-opus", "claude-3-opus-latest"], input: 15, output: 75, cacheRead: 1.5, cacheWrite5m: 18.75, cacheWrite1h: 30 },
    { models: ["claude-3-haiku"], input: 0.25, output: 1.25, cacheRead: 0.03, cacheWrite5m: 0.3, cacheWrite1h: 0.5 },
  ],
  // developers.openai.com/api/docs/pricing, November 2026. Cache writes cost 1.25 of input from GPT-5.6 on, nothing before.
  openai: [
    { models: ["gpt-6-1-sol"], input: 2, output: 10, cacheRead: 0.1, cacheWrite5m: 2.5, webSearch: 10, long: openAiLong },
    { models: ["gpt-6-1-terra"], input: 1, output: 5, cacheRead: 0.05, cacheWrite5m: 1.25, webSearch: 10, long: openAiLong },
    { models: ["gpt-6-astra"], input: 10, output: 50, cacheRead: 1, cacheWrite5m: 12.5, webSearch: 10, long: openAiLong },
    { models: ["gpt-6-sol"], input: 2, output: 10, cacheRead: 0.2, cacheWrite5m: 2.5, webSearch: 10, long: openAiLong },
    { models: ["gpt-6-luna"], input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite5m: 0.125, webSearch: 10, long: openAiLong },
    { models: ["gpt-5-6-sol"], input: 5, output: 30, cacheRead: 0.5, cacheWrite5m: 6.25, webSearch: 10, long: openAiLong, until: "2026-08-21" },
    { models: ["gpt-5-6-sol"], input: 4, output: 20, cacheRead: 0.4, cacheWrite5m: 5, webSearch: 10, long: openAiLong },
    { models: ["gpt-5-6-terra"], input: 2, output: 12, cacheRead: 0.2, cacheWrite5m: 2.5, webSearch: 10, long: openAiLong },
    { models: ["gpt-5-6-luna"], input: 0.2, output: 1.2, cacheRead: 0.02, cacheWrite5m: 0.25, webSearch: 10, long: openAiLong },
    { models: ["gpt-5-5"], input: 5, output: 30, cacheRead: 0.5, cacheWrite5m: 0, webSearch: 10, long: openAiLong },
    { models: ["gpt-5-5-pro", "gpt-5-4-pro"], input: 30, output: 180, webSearch: 10, long: openAiLong },
    { models: ["gpt-5-4"], input: 2.5, output: 15, cacheRead: 0.25, cacheWrite5m: 0, webSearch: 10, long: openAiLong },
    { models: ["gpt-5-4-mini"], input: 0.75, output: 4.5, cacheRead: 0.075, cacheWrite5m: 0, webSearch: 10 },
    { models: ["gpt-5-4-nano"], input: 0.2, output: 1.25, cacheRead: 0.02, cacheWrite5m: 0, webSearch: 10 },
    { models: ["gpt-5-3", "gpt-5-3-codex", "gpt-5-2", "gpt-5-2-chat-latest", "gpt-5-2-codex"], input: 1.75, output: 14, cacheRead: 0.175, cacheWrite5m: 0, webSearch: 10 },
    { models: ["gpt-5-2-pro"], input: 21, output: 168, webSearch: 10 },
    { models: ["gpt-5-1", "gpt-5-1-chat-latest", "gpt-5-1-codex", "gpt-5-1-codex-max", "gpt-5", "gpt-5-chat-latest", "gpt-5-codex"], input: 1.25, output: 10, cacheRead: 0.125, cacheWrite5m: 0, webSearch: 10 },
    { models: ["gpt-5-mini", "gpt-5-1-codex-mini"], input: 0.25, output: 2, cacheRead: 0.025, cacheWrite5m: 0, webSearch: 10 },
    { models: ["gpt-5-nano"], input: 0.05, output: 0.4, cacheRead: 0.005, cacheWrite5m: 0, webSearch: 10 },
    { models: ["gpt-5-pro"], input: 15, output: 120, webSearch: 10 },
    { models: ["gpt-4-1"], input: 2, output: 8, cacheRead: 0.5, cacheWrite5m: 0 },
    { models: ["gpt-4-1-mini"], input: 0.4, output: 1.6, cacheRead: 0.1, cacheWrite5m: 0 },
    { models: ["gpt-4-1-nano"], input: 0.1, output: 0.4, cacheRead: 0.025, cacheWrite5m: 0 },
    { models: ["gpt-4o"], input: 2.5, output: 10, cacheRead: 1.25, cacheWrite5m: 0 },
    { models: ["gpt-4o-mini"], input: 0.15, output: 0.6, cacheRead: 0.075, cacheWrite5m: 0 },
    { models: ["o3"], input: 2, output: 8, cacheRead: 0.5, cacheWrite5m: 0 },
    { models: ["o4-mini"], input: 1.1, output: 4.4, cacheRead: 0.275, cacheWrite5m: 0 },
  ],
  // ai.google.dev/gemini-api/docs/pricing, October 2026. Audio input costs more and is not told apart here;
  // searches are free up to a daily or monthly allowance that is not counted here.
  google: [
    { models: ["gemini-4-argon"], input: 2, output: 10, cacheRead: 0.1, webSearch: 14, until: "2026-12-01" },
    { models: ["gemini-4-argon"], input: 4, output: 20, cacheRead: 0.2, webSearch: 14 },
    { models: ["gemini-3-8-flash", "gemini-3-7-flash", "gemini-3-6-flash"], input: 0.75, output: 3.75, cacheRead: 0.075, webSearch: 14, until: "2027-01-01" },
    { models: ["gemini-3-8-flash", "gemini-3-7-flash", "gemini-3-6-flash"], input: 1.5, output: 7.5, cacheRead: 0.15, webSearch: 14 },
    { models: ["gemini-3-5-flash"], input: 1.5, output: 9, cacheRead: 0.15, webSearch: 14 },
    { models: ["gemini-3-5-flash-lite"], input: 0.3, output: 2.5, cacheRead: 0.03, webSearch: 14 },
    { models: ["gemini-3-1-pro-preview", "gemini-3-pro-preview"], input: 2, output: 12, cacheRead: 0.2, webSearch: 14, long: googleLong },
    { models: ["gemini-3-1-flash-lite", "gemini-3-1-flash-lite-preview"], input: 0.25, output: 1.5, cacheRead: 0.025, webSearch: 14 },
    { models: ["gemini-3-flash-preview"], input: 0.5, output: 3, cacheRead: 0.05, webSearch: 14 },
    { models: ["gemini-2-5-pro"], input: 1.25, output: 10, cacheRead: 0.125, webSearch: 35, long: googleLong },
    { models: ["gemini-2-5-flash"], input: 0.3, output: 2.5, cacheRead: 0.03, webSearch: 35 },
    { models: ["gemini-2-5-flash-lite"], input: 0.1, output: 0.4, cacheRead: 0.01, webSearch: 35 },
    { models: ["gemini-2-0-flash", "gemini-2-0-flash-001"], input: 0.1, output: 0.4, cacheRead: 0.025, webSearch: 35 },
    { models: ["gemini-2-0-flash-lite", "gemini-2-0-flash-lite-001"], input: 0.075, output: 0.3 },
    { models: ["gemini-1-5-pro", "gemini-1-5-pro-002"], input: 1.25, output: 5, cacheRead: 0.3125, webSearch: 35, long: gemini15Long },
    { models: ["gemini-1-5-flash", "gemini-1-5-flash-002"], input: 0.075, output: 0.3, cacheRead: 0.01875, webSearch: 35, long: gemini15Long },
  ],
  // docs.z.ai/guides/overview/pricing, August 2026. Storage of cached input is free for now.
  zai: [
    { models: ["glm-5-3", "glm-5-2", "glm-5-1"], input: 1.4, output: 4.4, cacheRead: 0.26, cacheWrite5m: 0 },
    { models: ["glm-5"], input: 1, output: 3.2, cacheRead: 0.2, cacheWrite5m: 0 },
    { models: ["glm-5-turbo", "glm-5v-turbo"], input: 1.2, output: 4, cacheRead: 0.24, cacheWrite5m: 0 },
    { models: ["glm-4-7", "glm-4-6", "glm-4-5"], input: 0.6, output: 2.2, cacheRead: 0.11, cacheWrite5m: 0 },
    { models: ["glm-4-7-flashx"], input: 0.07, output: 0.4, cacheRead: 0.01, cacheWrite5m: 0 },
    { models: ["glm-4-5-air"], input: 0.2, output: 1.1, cacheRead: 0.03, cacheWrite5m: 0 },
    { models: ["glm-4-5-x"], input: 2.2, output: 8.9, cacheRead: 0.45, cacheWrite5m: 0 },
    { models: ["glm-4-5-airx"], input: 1.1, output: 4.5, cacheRead: 0.22, cacheWrite5m: 0 },
    { models: ["glm-4-6v"], input: 0.3, output: 0.9 },
    { models: ["glm-4-5v"], input: 0.6, output: 1.8, cacheRead: 0.11, cacheWrite5m: 0 },
    { models: ["glm-4-7-flash", "glm-4-5-flash"], input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0 },
  ],
  // platform.minimax.io/docs pricing, October 2026.
  minimax: [
    { models: ["minimax-m3-1-flash"], input: 0.15, output: 0.6, cacheRead: 0.015 },
    { models: ["minimax-m3"], input: 0.3, output: 1.2, cacheRead: 0.06, cacheWrite5m: 0, long: { above: 512_000, input: 2, output: 2 } },
    { models: ["minimax-m2-7"], input: 0.3, output: 1.2, cacheRead: 0.06, cacheWrite5m: 0.375 },
    { models: ["minimax-m2-7-highspeed"], input: 0.6, output: 2.4, cacheRead: 0.06, cacheWrite5m: 0.375 },
    { models: ["minimax-m2-5", "minimax-m2-1", "minimax-m2"], input: 0.3, output: 1.2, cacheRead: 0.03, cacheWrite5m: 0.375 },
    { models: ["minimax-m2-5-highspeed", "minimax-m2-1-highspeed"], input: 0.6, output: 2.4, cacheRead: 0.03, cacheWrite5m: 0.375 },
  ],
  // platform.kimi.ai/docs/pricing, October 2026.
  moonshot: [
    { models: ["kimi-k3-1-pro"], input: 2, output: 10, cacheRead: 0.2, cacheWrite5m: 2, cacheWrite1h: 4 },
    { models: ["kimi-k3-1-pro-highspeed"], input: 4, output: 20, cacheRead: 0.2, cacheWrite5m: 4, cacheWrite1h: 8 },
    { models: ["kimi-k3"], input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 0 },
    { models: ["kimi-k2-7-code"], input: 0.95, output: 4, cacheRead: 0.19, cacheWrite5m: 0 },
    { models: ["kimi-k2-7-code-highspeed"], input: 1.9, output: 8, cacheRead: 0.38, cacheWrite5m: 0 },
    { models: ["kimi-k2-6"], input: 0.95, output: 4, cacheRead: 0.16, cacheWrite5m: 0 },
    { models: ["kimi-k2-5"], input: 0.6, output: 3, cacheRead: 0.1, cacheWrite5m: 0 },
    { models: ["kimi-k2-thinking", "kimi-k2-0905-preview", "kimi-k2-0711-preview"], input: 0.6, output: 2.5, cacheRead: 0.15, cacheWrite5m: 0 },
  ],
  // api-docs.deepseek.com/quick_start/pricing, October 2026, off-peak. China's public holidays are off-peak too: unknown here.
  deepseek: [
    { models: ["deepseek-flash", "deepseek-v4-flash"], input: 0.15, output: 0.6, cacheRead: 0.003, cacheWrite5m: 0, peak: deepSeekPeak },
    { models: ["deepseek-v4-pro"], input: 0.66, output: 1.98, cacheRead: 0.022, cacheWrite5m: 0, peak: deepSeekPeak },
  ],
  // docs.x.ai/developers/models, September 2026.
  xai: [
    { models: ["grok-4-7", "grok-4-6", "grok-4-5"], input: 2, output: 6, cacheRead: 0.5, cacheWrite5m: 0, long: grokLong },
    { models: ["grok-4-3", "grok-4-20"], input: 1.25, output: 2.5, cacheRead: 0.2, cacheWrite5m: 0 },
    { models: ["grok-build-0-1"], input: 1, output: 2, cacheRead: 0.2, cacheWrite5m: 0 },
    { models: ["grok-4-1-fast-reasoning", "grok-4-1-fast-non-reasoning", "grok-4-fast-reasoning", "grok-4-fast-non-reasoning"], input: 0.2, output: 0.5, cacheRead: 0.05, cacheWrite5m: 0 },
    { models: ["grok-4", "grok-4-0709"], input: 3, output: 15, cacheRead: 0.75, cacheWrite5m: 0 },
    { models: ["grok-code-fast-1"], input: 0.2, output: 1.5, cacheRead: 0.02, cacheWrite5m: 0 },
  ],
  // mistral.ai/pricing and docs.mistral.ai model cards, August 2026.
  mistral: [
    { models: ["mistral-medium-3-5", "mistral-medium-latest"], input: 1.5, output: 7.5 },
    { models: ["mistral-large-2512"], input: 0.5, output: 1.5, cacheRead: 0.05 },
    { models: ["mistral-small-2603"], input: 0.15, output: 0.6, cacheRead: 0.015 },
    { models: ["devstral-2512", "devstral-medium-latest"], input: 0.4, output: 2, cacheRead: 0.04 },
    { models: ["codestral-2508", "codestral-latest"], input: 0.3, output: 0.9, cacheRead: 0.03 },
    { models: ["magistral-medium-latest"], input: 2, output: 5 },
  ],
  // groq.com/pricing, August 2026.
  groq: [
    { models: ["openai/gpt-oss-120b"], input: 0.15, output: 0.6, cacheRead: 0.075 },
    { models: ["openai/gpt-oss-20b"], input: 0.075, output: 0.3, cacheRead: 0.0375 },
    { models: ["moonshotai/kimi-k2-instruct"], input: 1, output: 3, cacheRead: 0.5 },
    { models: ["llama-3-3-70b-versatile"], input: 0.59, output: 0.79 },
    { models: ["llama-3-1-8b-instant"], input: 0.05, output: 0.08 },
    { models: ["qwen/qwen3-32b"], input: 0.29, output: 0.59 },
  ],
  // inference-docs.cerebras.ai, July 2026.
  cerebras: [
    { models: ["gpt-oss-120b"], input: 0.35, output: 0.75 },
    { models: ["zai-glm-4-7"], input: 2.25, output: 2.75 },
    { models: ["llama-3-3-70b"], input: 0.85, output: 1.2 },
    { models: ["llama3-1-8b"], input: 0.1, output: 0.1 },
  ],
} as const satisfies Record<string, readonly PriceRow[]>;

export type Vendor = keyof typeof vendorPrices;
