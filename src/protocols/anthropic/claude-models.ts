import type { Effort, MessagesRequest, Thinking } from "./request.ts";

/*
 * What Claude models of different age accept (platform.claude.com, 2026-08): the 4.5 family and older know only
 * budgets, later ones refuse or deprecate them; from 4.7 on sampling cannot be set.
 */

/** Version of a Claude model id (`claude-opus-4-8` is 4.8, `claude-sonnet-5` is 5); undefined for other models. */
function claudeVersion(model: string): number | undefined {
  const numbers = /claude-(?:[a-z]+-)?(\d+)(?:[-.](\d{1,2}))?(?![\d])/.exec(model);
  if (!numbers?.[1]) return undefined;
  return Number(numbers[1]) + Number(numbers[2] ?? 0) / 10;
}

/** Models that only know `thinking: { type: "enabled", budget_tokens }`. */
function thinksByBudget(model: string): boolean {
  const version = claudeVersion(model);
  return version !== undefined && version < 4.6;
}

/** Models that answer 400 to `temperature`, `top_p` and `top_k`. */
export function refusesSampling(model: string): boolean {
  const version = claudeVersion(model);
  return version !== undefined && version > 4.6;
}

const budgets: Record<Effort, number> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24576,
  xhigh: 32768,
  max: 60000,
};

/** Thinking and effort as the model wants them said, from a request that names an effort. */
export function thinkingFor(
  model: string,
  request: MessagesRequest,
  effort: Effort | undefined,
): { thinking?: Thinking; effort?: Effort } {
  if (effort === undefined) return request.thinking ? { thinking: request.thinking } : {};
  if (effort === "none") return { thinking: { type: "disabled" } };
  if (!thinksByBudget(model)) {
    return {
      thinking: request.thinking ?? { type: "adaptive" },
      effort: effort === "minimal" ? "low" : effort,
    };
  }
  const room = (request.max_tokens ?? 0) - 1;
  const budget = Math.min(budgets[effort], room);
  return budget < 1024 ? {} : { thinking: { type: "enabled", budget_tokens: budget } };
}
