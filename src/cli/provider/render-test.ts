import type { FeatureName } from "../../pipeline/probe/feature-name.ts";
import { formatDollars } from "../../usage/format-figures.ts";
import { shortId } from "../../usage/short-id.ts";
import type { OpenTable } from "../format-table.ts";
import { plural } from "../plural.ts";
import type { ProviderTest, TestResult } from "./test-schema.ts";

const heads: Readonly<Record<FeatureName, string>> = {
  streaming: "STREAM",
  tools: "TOOLS",
  parallel_tools: "PARALLEL",
  thinking: "THINK",
  images: "IMAGES",
  pdf: "PDF",
};

/** `parallel`, `images`: a feature within a sentence. */
export function featureWords(feature: FeatureName): string {
  return feature === "pdf" ? "PDF" : heads[feature].toLowerCase();
}

const cells: Readonly<Record<TestResult["outcome"], string>> = {
  ok: "ok",
  unsupported: "no",
  refused: "refused",
  untried: "not sent",
};

function costWords({ models, at_most_usd: atMost, unpriced, plan }: ProviderTest): string {
  if (plan) return "paid by a plan";
  const unknown = models.filter((model) => unpriced.includes(model));
  if (unknown.length === models.length) return "at a price that ccm does not know";
  const known = atMost === 0 ? "free" : `at most ${formatDollars(atMost)} at list price`;
  return unknown.length === 0 ? known : `${known}, without ${unknown.join(", ")}: price unknown`;
}

/** What a test sends and costs, before it begins. */
export function announceTest(test: ProviderTest): string {
  const { provider, models, features } = test;
  if (models.length === 0) return `${provider}: no model is mapped to it, so there is nothing to ask`;
  const requests = plural(models.length * features.length, "small request");
  return `${provider}: ${plural(models.length, "model")}, ${requests}, ${costWords(test)}`;
}

/** Head of the grid, its models' widths known, so that each row can be printed as soon as it is there. */
export function openGrid({ models, features }: ProviderTest, table: OpenTable): string {
  const head = ["MODEL", ...features.map((name) => heads[name])];
  const widest = features.map((name) => (heads[name].length > 8 ? heads[name] : "not sent"));
  table.add([...models.map((model) => [model]), ["", ...widest]]);
  return table.add([head]).join("\n");
}

/** One model's row. */
export function gridRow(model: string, results: readonly TestResult[], table: OpenTable): string {
  return table.add([[model, ...results.map(({ outcome }) => cells[outcome])]]).join("\n");
}

/** Why what is not ok is not: the same words of one model once, with the features they were said of. */
export function explainResults(results: readonly TestResult[]): string[] {
  const said = new Map<string, { model: string; features: string[]; words: string; request: string }>();
  for (const { model, feature, outcome, reason, request_id } of results) {
    if (outcome === "ok") continue;
    const words = reason ?? "this type of provider cannot";
    const key = JSON.stringify([model, words]);
    const entry = said.get(key) ?? {
      model,
      features: [],
      words,
      request: request_id === null ? "" : shortId(request_id),
    };
    entry.features.push(featureWords(feature));
    said.set(key, entry);
  }
  return [...said.values()].map(({ model, features, words, request }) =>
    `  ${model}, ${features.join(", ")}: ${words.replace(/\s+/g, " ")} ${request && `(${request})`}`.trimEnd(),
  );
}
