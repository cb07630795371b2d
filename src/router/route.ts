import type { JsonEdit } from "../http/json-splice.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { background } from "./rules/background.ts";
import { longContext } from "./rules/long-context.ts";
import { subagent } from "./rules/subagent.ts";
import { think } from "./rules/think.ts";
import { websearch } from "./rules/websearch.ts";

export type RouteReason =
  | "websearch"
  | "subagent"
  | "think"
  | "background"
  | "long_context"
  | "default"
  | "direct";

/** The decision for one request. */
export interface Route {
  readonly model: string;
  readonly reason: RouteReason;
  readonly matched?: string;
  readonly edits: readonly JsonEdit[];
  /** Something the user should see although the request goes on (an unknown subagent model). */
  readonly warning?: string;
}

/** The rules in the order they are asked. */
const rules: readonly (readonly [RouteReason, Rule])[] = [
  ["websearch", websearch],
  ["subagent", subagent],
  ["think", think],
  ["background", background],
  ["long_context", longContext],
];

/** Where a request goes when no rule matches: its own model, or the default when the name is auto-mapped. */
function fallback({ view, router, resolveModel }: RuleContext): Omit<Route, "edits"> {
  if (view.model === "") return { model: router.default, reason: "default", matched: "no model named" };
  const known = resolveModel(view.model);
  if (known !== undefined || !router.autoMap) return { model: known ?? view.model, reason: "direct" };
  if (router.autoMapRegex.test(view.model)) {
    return { model: router.default, reason: "default", matched: `auto_map_regex matches ${view.model}` };
  }
  return { model: view.model, reason: "direct" };
}

/**
 * Decides which model serves. Pure: the same view and config always give the same route.
 * The subagent's tag is taken out of the body even when its model is unknown.
 */
export function decideRoute(context: RuleContext): Route {
  const edits: JsonEdit[] = [];
  let warning: string | undefined;
  for (const [reason, rule] of rules) {
    const match = rule(context);
    if (!match) continue;
    edits.push(...(match.edits ?? []));
    if (reason === "subagent" && context.resolveModel(match.model) === undefined) {
      warning = `subagent model "${match.model}" is not configured`;
      continue;
    }
    const model = context.resolveModel(match.model) ?? match.model;
    return { model, reason, matched: match.matched, edits, ...(warning !== undefined && { warning }) };
  }
  return { ...fallback(context), edits, ...(warning !== undefined && { warning }) };
}
