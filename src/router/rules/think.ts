import type { ThinkSign } from "../../config/config.ts";
import type { RequestView } from "../request-view.ts";
import type { Rule } from "../rule.ts";

const effortLevels = ["low", "medium", "high", "xhigh", "max"] as const;

function isEffort(sign: ThinkSign): sign is (typeof effortLevels)[number] {
  return effortLevels.some((level) => level === sign);
}

/**
 * Whether one sign stands in the request, in words. "Thinking present" is no sign: today's client sends adaptive
 * thinking with nearly every request.
 */
function matchSign(sign: ThinkSign, view: RequestView): string | undefined {
  if (isEffort(sign)) {
    const effort = view.outputConfig()?.effort;
    const level = effortLevels.findIndex((name) => name === effort);
    return level >= effortLevels.indexOf(sign) ? `effort ${String(effort)}` : undefined;
  }
  switch (sign) {
    case "enabled": {
      const thinking = view.thinking();
      if (thinking?.type !== "enabled") return undefined;
      return typeof thinking.budget_tokens === "number"
        ? `thinking budget ${thinking.budget_tokens}`
        : "thinking enabled";
    }
    case "plan":
      return view.permissionMode() === "plan" ? "plan mode" : undefined;
    case "ultrathink":
      return view.turnMentions("ultrathink") ? "keyword ultrathink" : undefined;
  }
}

/** Sends what asks for hard thinking to the think model. */
export const think: Rule = ({ view, router }) => {
  if (router.think === undefined) return undefined;
  for (const sign of router.thinkWhen) {
    const matched = matchSign(sign, view);
    if (matched !== undefined) return { model: router.think, matched };
  }
  return undefined;
};
