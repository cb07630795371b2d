/** Tokens that a model takes and gives. An absent one is unknown, and nothing is clamped or skipped for it. */
export interface ModelLimits {
  /** Input and output together. */
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
}

/**
 * Limits by the provider's model id, the first match counts; the vendors' model pages, as of November 2026. Only what
 * is the same at every host that serves the model: a host with less states it in the config.
 */
const limits: readonly (readonly [RegExp, ModelLimits])[] = [
  [/claude-3-(?:opus|sonnet|haiku)/, { contextWindow: 200_000, maxOutputTokens: 4096 }],
  [/claude-3[.-]5/, { contextWindow: 200_000, maxOutputTokens: 8192 }],
  [/claude-(?:3[.-]7-sonnet|sonnet-3[.-]7)/, { contextWindow: 200_000, maxOutputTokens: 64_000 }],
  [/claude-opus-4(?:[.-][01])?(?:-\d{8})?$/, { contextWindow: 200_000, maxOutputTokens: 32_000 }],
  [
    /claude-(?:opus|sonnet|haiku)-4(?:[.-]5)?(?:[-@]\d{8})?$/,
    { contextWindow: 200_000, maxOutputTokens: 64_000 },
  ],
  [/^(?:.*\/)?gpt-4o/, { contextWindow: 128_000, maxOutputTokens: 16_384 }],
  [/^(?:.*\/)?gpt-4\.1/, { contextWindow: 1_047_576, maxOutputTokens: 32_768 }],
  [/^(?:.*\/)?gpt-5(?:\.\d)?-chat/, { contextWindow: 128_000, maxOutputTokens: 16_384 }],
  [/^(?:.*\/)?gpt-5/, { contextWindow: 400_000, maxOutputTokens: 128_000 }],
  [/^(?:.*\/)?o[134](?:-|$)/, { contextWindow: 200_000, maxOutputTokens: 100_000 }],
  [/gemini-1\.5/, { contextWindow: 1_048_576, maxOutputTokens: 8192 }],
  [/gemini-2\.0/, { contextWindow: 1_048_576, maxOutputTokens: 8192 }],
  [/gemini-(?:2\.5|3)/, { contextWindow: 1_048_576, maxOutputTokens: 65_536 }],
  [/glm-4\.6/i, { contextWindow: 200_000, maxOutputTokens: 128_000 }],
  [/glm-4\.5v/i, { contextWindow: 64_000, maxOutputTokens: 16_384 }],
  [/glm-4\.5/i, { contextWindow: 128_000, maxOutputTokens: 96_000 }],
  [/minimax-m2/i, { contextWindow: 204_800 }],
  [/kimi-k2/i, { contextWindow: 262_144 }],
  [/deepseek-(?:chat|reasoner)$/, { contextWindow: 128_000 }],
];

/** What is known of a model's limits; nothing for unknown models. */
export function modelLimits(model: string): ModelLimits {
  return limits.find(([pattern]) => pattern.test(model))?.[1] ?? {};
}
