import type { ExplainedRoute, ExplainedTarget } from "../../pipeline/explain-route.ts";
import { formatCount, formatDollars } from "../../usage/format-figures.ts";
import { formatTable } from "../format-table.ts";

/** Targets in the order of trial; numbers stand only before those that would be called. */
function targetRows(targets: readonly ExplainedTarget[]): string[][] {
  let place = 0;
  return targets.map(({ provider, model, protocol, credential, skipped, inputCost }) => [
    skipped === undefined ? `  ${++place}` : "  -",
    provider,
    model,
    protocol ?? "",
    credential ?? "",
    skipped === undefined ? formatDollars(inputCost) || "price unknown" : `skipped: ${skipped}`,
  ]);
}

/** Tells a route to a person: the decision, what matched, and every target with its price or why it is passed over. */
export function renderRoute({
  requested,
  route,
  configured,
  meant,
  tokens,
  targets,
}: ExplainedRoute): string {
  const facts = [
    ["requested", requested || "no model named"],
    ["route", route.reason],
    ...(route.matched === undefined ? [] : [["matched", route.matched]]),
    ["model", configured ? route.model : `${route.model}, which is not configured`],
    ...(meant === undefined ? [] : [["meant", `${meant}?`]]),
    ...(route.warning === undefined ? [] : [["warning", route.warning]]),
    ["prompt", `about ${formatCount(tokens)} tokens`],
  ];
  if (!configured) return formatTable(facts);
  if (targets.length === 0) return `${formatTable(facts)}\ntargets    none: the model has no mappings`;
  return `${formatTable(facts)}\ntargets, with the price of the prompt\n${formatTable(targetRows(targets))}`;
}
