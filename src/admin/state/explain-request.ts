import * as v from "valibot";
import { type ExplainedRoute, explainRoute } from "../../pipeline/explain-route.ts";
import type { AdminDependencies } from "../dependencies.ts";
import { efforts } from "./efforts.ts";
import { planMode } from "./test-dialects.ts";

const box = v.optional(v.literal("on"));

const querySchema = v.object({
  name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200)), ""),
  web: v.fallback(box, undefined),
  plan: v.fallback(box, undefined),
  title: v.fallback(box, undefined),
  effort: v.fallback(v.optional(v.picklist(["", ...efforts]), ""), ""),
});

/** A request as the Explain form describes it. */
export type RequestSketch = v.InferOutput<typeof querySchema>;

/** Reads the form; what makes no sense is as if it were not there. */
export function readSketch(query: Readonly<Record<string, string>>): RequestSketch {
  const parsed = v.safeParse(querySchema, query);
  return parsed.success
    ? parsed.output
    : { name: "", web: undefined, plan: undefined, title: undefined, effort: "" };
}

/** The body that Claude Code would send for it. */
function bodyOf({ name, web, plan, title, effort }: RequestSketch): object {
  const format = {
    type: "json_schema",
    schema: { type: "object", properties: { title: { type: "string" } } },
  };
  return {
    model: name,
    max_tokens: 1024,
    messages: [{ role: "user", content: "Hello" }],
    ...(web && { tools: [{ type: "web_search_20250305", name: "web_search" }] }),
    ...(plan && planMode),
    ...((title || effort !== "") && {
      output_config: { ...(effort !== "" && { effort }), ...(title && { format }) },
    }),
  };
}

/** Where such a request would go now, by the very rules that serve requests; nobody is called. */
export function explainSketch(deps: AdminDependencies, sketch: RequestSketch): ExplainedRoute {
  return explainRoute({
    bytes: new TextEncoder().encode(JSON.stringify(bodyOf(sketch))),
    format: "anthropic",
    model: undefined,
    config: deps.config(),
    credentials: deps.accounts.credentials,
    cooldowns: deps.cooldowns,
    now: deps.now(),
  });
}
