import type { RouteReason } from "../../router/route.ts";

interface RuleTitle {
  readonly reason: RouteReason;
  readonly title: string;
}

/** The rules in the order they are asked. */
const rules: readonly RuleTitle[] = [
  { reason: "websearch", title: "Web search" },
  { reason: "subagent", title: "Subagent" },
  { reason: "think", title: "Think" },
  { reason: "background", title: "Background" },
  { reason: "long_context", title: "Long context" },
];

/** Every way in which a model is found. */
export const routeReasons: readonly RouteReason[] = [
  "default",
  "direct",
  ...rules.map(({ reason }) => reason),
];

/** The rules that said no before a route was found, and what found it. */
export function rulesUpTo(reason: string): { readonly passed: readonly RuleTitle[]; readonly title: string } {
  const at = rules.findIndex((rule) => rule.reason === reason);
  const hit = rules[at];
  if (hit) return { passed: rules.slice(0, at), title: hit.title };
  return { passed: rules, title: reason === "direct" ? "Direct" : "Default" };
}
