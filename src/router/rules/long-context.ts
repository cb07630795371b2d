import type { Rule } from "../rule.ts";

/** Sends what is too long for the default model to one with a larger window. Off unless the config names one. */
export const longContext: Rule = ({ view, router, estimateTokens }) => {
  if (router.longContext === undefined) return undefined;
  const tokens = estimateTokens(view.bytes);
  return tokens > router.longContextTokens
    ? { model: router.longContext, matched: `about ${tokens} tokens` }
    : undefined;
};
