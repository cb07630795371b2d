import type { Effort, MessagesRequest } from "../anthropic/request.ts";

/*
 * How hard an OpenAI model is asked to think. Each family accepts its own subset of efforts and answers 400 to the
 * others, so what a client wants is moved to the nearest effort the model knows. Both OpenAI protocols share it.
 */

/** All efforts, least first. */
const scale: readonly Effort[] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

interface EffortRow {
  /** Matches the model id without a vendor prefix. The first row that matches counts. */
  readonly model: RegExp;
  /** What the family accepts; empty where the field itself is refused. */
  readonly efforts: readonly Effort[];
}

/**
 * Accepted efforts by family. Sources: OpenAI's model pages and SDK 7.57.0 (`resources/shared.d.ts`), the Codex model
 * catalogue and @ai-sdk/openai 3.0.141, read in November 2026.
 */
const effortRows: readonly EffortRow[] = [
  { model: /^gpt-[5-9](?:\.\d+)?-chat/, efforts: [] },
  { model: /^o\d/, efforts: ["low", "medium", "high"] },
  { model: /^gpt-oss/, efforts: ["low", "medium", "high"] },
  { model: /^gpt-5-codex/, efforts: ["low", "medium", "high"] },
  { model: /^gpt-5-pro/, efforts: ["high"] },
  { model: /^gpt-5(?:-|$)/, efforts: ["minimal", "low", "medium", "high"] },
  { model: /^gpt-5\.1-codex-max/, efforts: ["low", "medium", "high", "xhigh"] },
  { model: /^gpt-5\.1-codex/, efforts: ["low", "medium", "high"] },
  { model: /^gpt-5\.1(?:-|$)/, efforts: ["none", "low", "medium", "high"] },
  { model: /^gpt-5\.[2-5]-(?:codex|pro)/, efforts: ["low", "medium", "high", "xhigh"] },
  { model: /^gpt-5\.[2-5](?:-|$)/, efforts: ["none", "low", "medium", "high", "xhigh"] },
  { model: /^gpt-5\.\d+/, efforts: ["low", "medium", "high", "xhigh", "max"] },
  {
    model: /^gpt-6-(?:sol|luna)|^gpt-6\.1-terra/,
    efforts: ["none", "low", "medium", "high", "xhigh", "max"],
  },
  { model: /^gpt-(?:[6-9]|\d\d)/, efforts: ["low", "medium", "high", "xhigh", "max"] },
];

/** `openai/gpt-5.1` on an aggregator is `gpt-5.1`. */
function bareModel(model: string): string {
  return model.slice(model.lastIndexOf("/") + 1);
}

/**
 * Whether this is one of OpenAI's own reasoning models (o-series, gpt-5 and later, not the `-chat` ones). They want the
 * `developer` role and `max_completion_tokens`, and refuse `temperature`, `top_p` and `stop`.
 */
export function isOpenaiReasoningModel(model: string): boolean {
  return /^(?:o\d|gpt-(?:[5-9]|\d\d)(?!(?:\.\d+)?-chat))/.test(bareModel(model));
}

/**
 * The effort to send for this model: the wanted one, else the nearest lower that its family accepts, else the lowest.
 * `undefined` where nothing is wanted, or where the model is not known to take an effort at all.
 */
export function openaiEffort(model: string, wanted: Effort | undefined): Effort | undefined {
  if (wanted === undefined) return undefined;
  const bare = bareModel(model);
  const accepted = effortRows.find((row) => row.model.test(bare))?.efforts ?? [];
  const ceiling = scale.indexOf(wanted);
  return accepted.findLast((effort) => scale.indexOf(effort) <= ceiling) ?? accepted[0];
}

/** Upper ends of Anthropic's thinking budgets in tokens, as other gateways draw them. */
const budgetSteps: readonly (readonly [tokens: number, effort: Effort])[] = [
  [0, "none"],
  [512, "minimal"],
  [1024, "low"],
  [8192, "medium"],
  [24576, "high"],
];

/** Reads a thinking budget in tokens as an effort. */
export function effortFromBudget(tokens: number): Effort {
  return budgetSteps.find(([limit]) => tokens <= limit)?.[1] ?? "xhigh";
}

/**
 * The effort a request asks for: the mapping's, else `none` for disabled thinking, else `output_config.effort`, else its
 * thinking budget. `undefined` leaves the model at its default (adaptive thinking without an effort says no more).
 */
export function effortOf(request: MessagesRequest, mappingEffort?: Effort): Effort | undefined {
  if (mappingEffort !== undefined) return mappingEffort;
  const { thinking, output_config } = request;
  if (thinking?.type === "disabled") return "none";
  if (output_config?.effort !== undefined) return output_config.effort;
  return thinking?.budget_tokens === undefined ? undefined : effortFromBudget(thinking.budget_tokens);
}
